import type { Database, Sql } from '@onsale/runtime';

/** A database on which the service's own statements are no longer what keeps it right. */
export interface BrokenDatabase extends Database {
  /** How often each of its protections was taken away. Zero of one: this breaks nothing any more. */
  readonly taken: { readonly locks: number; readonly versionChecks: number };
}

const lock = /\bfor update\b/g;
const versionCheck = /case stock\.version when excluded\.version - 1 then excluded\.version end/g;
const isProtected = /\bfor (no key )?(update|share)\b|\bstock\.version\b/;

/** Reads stock without locking it and writes it whatever has become of it: check, then act. */
export function withoutLock(database: Database): BrokenDatabase {
  const taken = { locks: 0, versionChecks: 0 };

  function rewrite(text: string): string {
    if (!/\bstock\b/.test(text)) return text;
    const unlocked = text.replace(lock, '');
    if (unlocked !== text) taken.locks += 1;
    const unchecked = unlocked.replace(versionCheck, 'excluded.version');
    if (unchecked !== unlocked) taken.versionChecks += 1;
    if (isProtected.test(unchecked)) throw new Error(`Still protected, mend this test: ${text}`);
    return unchecked;
  }

  return {
    query: (text, values) => database.query(rewrite(text), values),
    transaction: (work) => database.transaction((sql) => work(rewriting(sql, rewrite))),
    ping: () => database.ping(),
    load: () => database.load(),
    taken,
  };
}

/** Whatever takes a statement takes it rewritten. */
const rewriting = <S extends Sql>(sql: S, rewrite: (text: string) => string): S =>
  new Proxy(sql, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (text: string, ...rest: unknown[]) =>
        Reflect.apply(member, target, [rewrite(text), ...rest]);
    },
  });

export interface ForgetfulDatabase extends Database {
  /** Transactions that were answered and then rolled back. */
  readonly forgotten: number;
  /** Resolves when every transaction has ended. */
  settled(): Promise<void>;
}

class Forgotten extends Error {}

const forgottenOneIn = 3;

/** Says that a transaction is done before it is, and of those that place orders forgets some. */
export function forgetful(database: Database): ForgetfulDatabase {
  const underWay = new Set<Promise<void>>();
  let placing = 0;
  let forgotten = 0;

  function transaction<T>(work: Parameters<typeof database.transaction<T>>[0]): Promise<T> {
    const { promise, resolve, reject } = withResolvers<T>();
    const ended = database
      .transaction(async (sql) => {
        let places = false;
        const watched = rewriting(sql, (text) => {
          places ||= /^\s*insert into orders\b/.test(text);
          return text;
        });
        const result = await work(watched);
        resolve(result);
        if (places && ++placing % forgottenOneIn === 0) throw new Forgotten();
        return result;
      })
      .then(() => undefined)
      .catch((error: unknown) => {
        if (error instanceof Forgotten) forgotten += 1;
        else reject(error);
      })
      .finally(() => underWay.delete(ended));
    underWay.add(ended);
    return promise;
  }

  return {
    query: (text, values) => database.query(text, values),
    transaction,
    ping: () => database.ping(),
    load: () => database.load(),
    get forgotten() {
      return forgotten;
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
