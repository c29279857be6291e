/**
 * The `Cookie` header that a browser with `sent` sends next, after an answer with these `Set-Cookie`
 * headers. Ours end a cookie by emptying it.
 */
export function cookiesAfter(
  sent: string | undefined,
  given: readonly string[],
): string | undefined {
  if (given.length === 0) return sent;
  const cookies = new Map<string, string>();
  for (const one of [...(sent?.split(';') ?? []), ...given.map((set) => set.split(';', 1)[0])]) {
    const [name = '', ...value] = (one ?? '').trim().split('=');
    cookies.set(name, value.join('='));
  }
  return [...cookies]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
