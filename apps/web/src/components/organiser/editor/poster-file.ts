/** The image types that the API stores. */
const posterTypes = ['image/png', 'image/jpeg', 'image/jpg', 'image/webp'];
const maxBytes = 2 * 1024 * 1024;

/** The problem with a chosen file, found before the upload; undefined when there is none. */
export function posterProblem({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (!posterTypes.includes(type)) return 'Choose a PNG, JPEG or WebP image.';
  if (size > maxBytes) {
    const megabytes = (size / 1024 / 1024).toFixed(1);
    return `The image is ${megabytes} MB. The limit is 2 MB. Choose a smaller one.`;
  }
  return undefined;
}
