/** Explains why there is no picture, and what to do. */
export function cameraProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
      return 'The camera is blocked. Allow it for this site in the browser’s settings, then start the camera again.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'This device has no camera.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The camera is in use by another app. Close that app, then start the camera again.';
    default:
      return 'The camera could not be started.';
  }
}

/** Why this browser offers pages no camera; undefined when it does. */
export function cameraMissing(): string | undefined {
  if (typeof navigator.mediaDevices?.getUserMedia === 'function') return undefined;
  return window.isSecureContext
    ? 'This browser doesn’t support the camera.'
    : 'Browsers only allow the camera over HTTPS (or on localhost). Open this page that way to scan.';
}
