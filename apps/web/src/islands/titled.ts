/** The title of a page with the name of the site, as the server writes it. */
export const titled = (title: string): string => {
  const site = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content;
  return site ? `${title} · ${site}` : title;
};
