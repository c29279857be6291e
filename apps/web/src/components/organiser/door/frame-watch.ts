import { brightness, hasChanged } from './frame-change';

const thumbnailSize = 48;
/** Side of the searched picture: enough to find a QR code that fills a third of it. */
const searchedSize = 640;

/** The middle of a video: whether it has changed, and its picture for a search. */
export function createFrameWatch(video: HTMLVideoElement) {
  const thumbnail = canvas(thumbnailSize);
  const searched = canvas(searchedSize);
  let before: Uint8Array | undefined;

  function draw(target: CanvasRenderingContext2D): void {
    const size = Math.min(video.videoWidth, video.videoHeight);
    const [left, top] = [(video.videoWidth - size) / 2, (video.videoHeight - size) / 2];
    const { width } = target.canvas;
    target.drawImage(video, left, top, size, size, 0, 0, width, width);
  }

  return {
    hasChanged(): boolean {
      draw(thumbnail);
      const points = brightness(thumbnail.getImageData(0, 0, thumbnailSize, thumbnailSize).data);
      const isNew = hasChanged(before, points);
      if (isNew) before = points;
      return isNew;
    },
    picture(): HTMLCanvasElement {
      draw(searched);
      return searched.canvas;
    },
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
