import { type Detector, nativeDetector, wasmDetector } from './detector';
import { createFrameWatch } from './frame-watch';

const pauseMs = 100;
/** After this number of unreadable pictures in a row a detector is broken. */
const maxFailures = 8;

/**
 * Reads codes from a video until `signal` aborts. A browser's own detector that turns out not to
 * work is replaced. @throws what the last detector threw
 */
export async function scanLoop(
  video: HTMLVideoElement,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const native = await nativeDetector();
  if (native) {
    try {
      return await readUntilAborted(native, video, onCode, signal);
    } catch {
      // Some phones announce a detector and have none.
    }
  }
  if (!signal.aborted) await readUntilAborted(await wasmDetector(), video, onCode, signal);
}

async function readUntilAborted(
  detector: Detector,
  video: HTMLVideoElement,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const changedFrame = createFrameWatch(video);
  let failures = 0;
  while (!signal.aborted) {
    if (video.readyState >= video.HAVE_CURRENT_DATA && document.visibilityState === 'visible') {
      try {
        const picture = changedFrame(performance.now());
        for (const { rawValue } of picture ? await detector.detect(picture) : []) {
          if (!signal.aborted && rawValue) onCode(rawValue);
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures >= maxFailures) throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
