/**
 * Runs before anything is drawn. The cookie says only that someone signed in here; it keeps
 * "Sign in" from showing up for a moment.
 */
export const signedInScript =
  "if(/(^|; )(__Host-)?onsale_signed_in(_\\w+)?=1/.test(document.cookie))document.documentElement.dataset.signedIn=''";
