/** No screen shows more of a poster. */
const mostPixelsAcross = 2_000;
const mostBytes = 1_500_000;
const quality = 0.85;

/**
 * A photo as a phone takes it, made small enough to send: turned as the camera was held, and without
 * what it wrote about the place. What is small already, or no image to this browser, stays as it is.
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
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
  return blob && blob.size < file.size ? new File([blob], 'poster.jpg', { type: blob.type }) : file;
}
