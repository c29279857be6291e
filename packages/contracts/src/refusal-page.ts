interface Refused {
  readonly status: number;
  readonly title: string;
  readonly requestId: string;
  /** The text of the page; by default the text for the status. */
  readonly words?: string | undefined;
}

/** Whether the refused client is a browser outside the API, which gets a page instead of JSON. */
export const wantsPage = (target: string, accept: string | undefined): boolean =>
  !/^\/api(?![^/?])/.test(target) && /\btext\/html\b/i.test(accept ?? '');

const words: Readonly<Record<number, string>> = {
  404: 'There is no such page.',
  405: 'This page can only be opened.',
  408: 'The request took too long to arrive. Try again.',
  413: 'That was too large to send.',
  421: "It does not answer to the name in your browser's address bar. If you run it and the name is yours, add the name to ONSALE_HOSTS.",
  431: 'Your browser sent more than this site takes, mostly old cookies. Delete the cookies of this site and try again.',
};

/** The page of a refusal that no renderer was asked for. */
export function refusalPage({ status, title, requestId, words: own }: Refused): string {
  const unreadable = 'This address cannot be read. Check it for typos.';
  const says =
    (own && escaped(own)) ??
    words[status] ??
    (status < 500 ? unreadable : 'Something went wrong on our side. Try again.');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>${title}</h1>
<p>${says}</p>
${status === 421 ? '' : '<p><a href="/">See all events</a></p>'}
<p><small>Quote this when you ask for help: ${requestId}</small></p>
</html>
`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The content security policy of such a page: it runs and loads nothing. */
export const refusalPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
