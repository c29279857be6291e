import { cookies } from 'next/headers';

/** Hands the API's `Set-Cookie` lines on to the browser. In server actions only. */
export async function keepCookies(lines: readonly string[]): Promise<void> {
  const jar = await cookies();
  for (const line of lines) {
    const cookie = parseSetCookie(line);
    if (cookie) jar.set(cookie);
  }
}

export interface ParsedCookie {
  name: string;
  value: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'lax' | 'strict' | 'none';
  expires?: Date;
  maxAge?: number;
}

/** One `Set-Cookie` line; undefined when it is none. */
export function parseSetCookie(line: string): ParsedCookie | undefined {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (at < 1) return undefined;
  const given = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=');
      return [name.toLowerCase(), value.join('=')];
    }),
  );
  const sameSite = given.get('samesite')?.toLowerCase();
  const expires = given.get('expires');
  const maxAge = given.get('max-age');
  return {
    name: pair.slice(0, at),
    value: decodeURIComponent(pair.slice(at + 1)),
    path: given.get('path') ?? '/',
    httpOnly: given.has('httponly'),
    secure: given.has('secure'),
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  };
}
