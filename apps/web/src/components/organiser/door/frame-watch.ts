import { brightness, hasChanged } from './frame-change';

const thumbnailSize = 48;
/** Of the picture that is searched: a ticket's QR is found from a third of it. */
const searchedSize = 640;
/** So often an unchanged picture is searched all the same. */
const anywayMs = 1_000;
/** After a change: a hand that has just come to rest holds a ticket. */
const attentiveMs = 1_500;

/** Gives the middle of a video's picture, when there may be something new to find in it. */
export function createFrameWatch(video: HTMLVideoElement) {
  const thumbnail = canvas(thumbnailSize);
  const searched = canvas(searchedSize);
  let before: Uint8Array | undefined;
  let changedAt = Number.NEGATIVE_INFINITY;
  let searchedAt = Number.NEGATIVE_INFINITY;

  function draw(target: CanvasRenderingContext2D): void {
    const size = Math.min(video.videoWidth, video.videoHeight);
    const [left, top] = [(video.videoWidth - size) / 2, (video.videoHeight - size) / 2];
    const { width } = target.canvas;
    target.drawImage(video, left, top, size, size, 0, 0, width, width);
  }

  /** @param nowMs of any steady clock. @returns undefined: nothing has changed */
  return (nowMs: number): HTMLCanvasElement | undefined => {
    draw(thumbnail);
    const points = brightness(thumbnail.getImageData(0, 0, thumbnailSize, thumbnailSize).data);
    if (hasChanged(before, points)) {
      changedAt = nowMs;
      before = points;
    }
    if (nowMs - changedAt > attentiveMs && nowMs - searchedAt < anywayMs) return undefined;
    searchedAt = nowMs;
    draw(searched);
    return searched.canvas;
  };
}

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  element.width = size;
  element.height = size;
  const context = element.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no pictures');
  return context;
}
