/** What this page is about, by its address: `/orders/<id>`. */
export const idOfPage = (): string => location.pathname.split('/')[2] ?? '';

/** Which page of a list this is. */
export const cursorOfPage = (): string | undefined =>
  new URLSearchParams(location.search).get('cursor') ?? undefined;
