const mostAnswers = 200;
const named = /"(\/(?:_onsale|_next\/static)\/[^"\\]+)\\?"/g;

/** Stores an answer; beyond the limit the oldest ones go. */
export async function store(cache: Cache, key: string, answer: Response): Promise<void> {
  if (answer.status !== 200) return;
  await cache.put(key, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - mostAnswers))) await cache.delete(old);
}

/** A kept file, or else the network's. A new content has a new name, so a kept file is current. */
export async function keptOr(cache: Cache, request: Request): Promise<Response> {
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  await store(cache, request.url, answer.clone());
  return answer;
}

/** Makes sure that these files are kept. */
export async function keepFiles(cache: Cache, files: Iterable<string>): Promise<void> {
  for (const file of files) {
    const { href } = new URL(file, location.origin);
    if (!(await cache.match(href))) await store(cache, href, await fetch(href));
  }
}

/** Keeps a page after the files that it names. A page that leads elsewhere is not kept. */
export async function keepPage(cache: Cache, key: string, path: string): Promise<void> {
  if (await cache.match(key)) return;
  const page = await fetch(path);
  if (page.redirected) return;
  const html = await page.clone().text();
  await keepFiles(
    cache,
    Array.from(html.matchAll(named), ([, file = '']) => file),
  );
  await store(cache, key, page);
}
