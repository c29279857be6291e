import { ToolError } from '@onsale/cli';
import { isDatabaseUrl } from '@onsale/infra';
import type { Kubectl } from './kubectl.js';

/** Secrets of a namespace. */
export interface Secrets {
  /** undefined: there is no such Secret, or no such key in it. */
  get(secret: string, key: string): string | undefined;
  /** @throws ToolError when the value is not the address of a database */
  url(secret: string, key: string): string | undefined;
}

interface Secret {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Those of these names that exist. @throws KubectlError */
export async function readSecrets(kubectl: Kubectl, names: readonly string[]): Promise<Secrets> {
  const found = names.length === 0 ? [] : await kubectl.get<Secret>('secrets', names);
  const get = (secret: string, key: string) => {
    const encoded = found.find(({ metadata }) => metadata.name === secret)?.data?.[key];
    return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
  };
  return {
    get,
    url(secret, key) {
      const text = get(secret, key);
      if (text === undefined) return undefined;
      // Never repeated in a message, because it contains a password.
      if (isDatabaseUrl(text)) return text;
      throw new ToolError(
        `The key ${key} of the Secret ${secret} must be an address like postgres://user:password@host:5432/name.`,
      );
    },
  };
}
