/** A camera to choose. */
export interface VideoChoice {
  readonly deviceId: string;
  readonly label: string;
}

const picture = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  // Codes are searched ten times a second: more pictures would only heat the phone.
  frameRate: { ideal: 15 },
} as const;

/** Opens the chosen camera, or the rear one when that is gone. @throws DOMException */
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

/** Lists the cameras, and says whether the open one has a lamp. */
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
