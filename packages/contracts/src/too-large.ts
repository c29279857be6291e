/**
 * The largest form that Next.js accepts (`bodySizeLimit`); it would answer a larger one with a bare
 * error.
 */
export const mostFormBytes = 9 * 1024 * 1024;

/**
 * Whether a request body is larger than any form may be. @param length the header `content-length`
 */
export const isTooLarge = (length: string | null): boolean => Number(length) > mostFormBytes;

/** Shown in place of the form; the Back button of the browser still has its text. */
export const tooLargePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>The image is too large</title>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>The image is too large</h1>
<p>Nothing was saved. The limit for an image is 2 MB.</p>
<p>Use your browser’s Back button: your text is still in the form. Choose a smaller image and save again.</p>
</html>
`;
