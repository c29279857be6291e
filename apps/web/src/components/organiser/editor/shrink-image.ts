/** No screen shows a poster any larger. */
const mostPixelsAcross = 2_000;
const mostBytes = 1_500_000;
/** Tried in turn until the file is small enough; leaves and noise compress worse than faces. */
const qualities = [0.85, 0.7, 0.5];

/**
 * Makes a phone's photo small enough to send: upright, and without its location data. A file
 * that is small already, or that this browser does not read as an image, stays as it is.
 */
export async function shrinkImage(file: File): Promise<File> {
  if (file.size <= mostBytes) return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    () => undefined,
  );
  if (!bitmap) return file;
  const scale = Math.min(1, mostPixelsAcross / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext('2d');
  if (context) {
    // JPEG has no transparency, and would show it as black.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  }
  bitmap.close();
  let smallest = file;
  for (const quality of qualities) {
    if (smallest.size <= mostBytes) break;
    const blob = await toJpeg(canvas, quality);
    if (blob && blob.size < smallest.size) {
      smallest = new File([blob], 'poster.jpg', { type: blob.type });
    }
  }
  return smallest;
}

const toJpeg = (canvas: HTMLCanvasElement, quality: number) =>
  new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
