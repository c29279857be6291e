/** What the API stores as an image. */
const posterTypes = ['image/png', 'image/jpeg', 'image/webp'];
const maxBytes = 2 * 1024 * 1024;

/** What is wrong with a chosen file, before it travels; undefined when nothing is. */
export function posterProblem({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (!posterTypes.includes(type)) return 'Choose a PNG, JPEG or WebP image.';
  if (size > maxBytes) {
    const megabytes = (size / 1024 / 1024).toFixed(1);
    return `The image is ${megabytes} MB. The limit is 2 MB. Choose a smaller one.`;
  }
  return undefined;
}
