/** A camera to choose. */
export interface VideoChoice {
  readonly deviceId: string;
  readonly label: string;
}

const picture = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  // Codes are looked for ten times a second: more pictures would only warm the phone.
  frameRate: { ideal: 15 },
} as const;

/** Opens the chosen camera; when it is not there any more, the one on the back. @throws DOMException */
export async function openCamera(deviceId: string): Promise<MediaStream> {
  const open = (video: MediaTrackConstraints) =>
    navigator.mediaDevices.getUserMedia({ video: { ...picture, ...video }, audio: false });
  const onTheBack = { facingMode: 'environment' };
  if (deviceId === '') return open(onTheBack);
  try {
    return await open({ deviceId: { exact: deviceId } });
  } catch (error) {
    const isGone = error instanceof DOMException && error.name === 'OverconstrainedError';
    if (!isGone) throw error;
    return open(onTheBack);
  }
}

/** Which cameras there are, and whether the open one has a lamp. */
export async function listCameras(
  track: MediaStreamTrack,
): Promise<{ cameras: readonly VideoChoice[]; hasTorch: boolean }> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const cameras = devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, at) => ({ deviceId, label: label || `Camera ${at + 1}` }));
  const can = track.getCapabilities?.() as { torch?: boolean } | undefined;
  return { cameras, hasTorch: can?.torch === true };
}
