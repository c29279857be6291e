import { type Detector, nativeDetector, wasmDetector } from './detector';
import { createFrameWatch } from './frame-watch';
import { createLookPace } from './look-pace';

/** After this number of unreadable pictures in a row a detector counts as broken. */
const maxFailures = 8;

/**
 * Reads codes from a video until `signal` aborts. Replaces a browser's own detector that turns out
 * not to work. @throws the last detector's error
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
      // Some phones announce a detector that they lack.
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
  const frames = createFrameWatch(video);
  const pace = createLookPace(performance.now());
  let failures = 0;
  while (!signal.aborted) {
    if (video.readyState >= video.HAVE_CURRENT_DATA && document.visibilityState === 'visible') {
      try {
        const isDue = pace.compared(frames.hasChanged(), performance.now());
        for (const { rawValue } of isDue ? await detector.detect(frames.picture()) : []) {
          if (signal.aborted || !rawValue) continue;
          pace.found(performance.now());
          onCode(rawValue);
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures >= maxFailures) throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pace.pauseMs(performance.now())));
  }
}
