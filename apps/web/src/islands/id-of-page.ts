/** The id in this page's address: `/orders/<id>`. */
export const idOfPage = (): string => location.pathname.split('/')[2] ?? '';

/** The cursor in this page's address, where it is one page of a list. */
export const cursorOfPage = (): string | undefined =>
  new URLSearchParams(location.search).get('cursor') ?? undefined;
