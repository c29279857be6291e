interface Refused {
  readonly status: number;
  readonly title: string;
  readonly requestId: string;
  /** What is wrong, in words of ours; by default what the status stands for. */
  readonly words?: string | undefined;
}

/** Whether whom we refuse is a person with a browser, outside the API, who reads no JSON. */
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

/** A refusal in words, for what is refused before there is anything that renders pages. */
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

/** Of such a page: nothing in it runs or loads. */
export const refusalPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
