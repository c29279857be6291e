import type { Dice } from './dice.js';
import type { Operation } from './document.js';
import { type Draft, type Maker, makeDraft, requestOf } from './make.js';
import { nastyHeaders, nastyJson, nastyNumbers, nastyTexts, nastyValues } from './nasty.js';
import type { Request } from './send.js';

export interface Spoiled {
  readonly request: Request;
  /** The error in it, in a few words. */
  readonly how: string;
  /** Whether it may reach another route than it was made for, or none. */
  readonly astray: boolean;
  /** Whether the server itself refuses it before any route, for its headers or its host. */
  readonly early: boolean;
}

type Spoil = (draft: Draft, dice: Dice) => { json?: string; astray?: boolean; early?: boolean };

const spoils: Readonly<Record<string, Spoil>> = {
  'nasty member': (draft, dice) => {
    draft.json = replaceSome(draft.json, dice, () =>
      dice.pick<unknown>([...nastyTexts, ...nastyValues]),
    );
    return {};
  },
  'nasty number': (draft, dice) => {
    draft.json = replaceSome(draft.json, dice, () => dice.pick(nastyNumbers));
    return {};
  },
  'member left out': (draft, dice) => {
    draft.json = replaceSome(draft.json, dice, () => undefined);
    return {};
  },
  'unknown member': (draft, dice) => {
    if (typeof draft.json === 'object' && draft.json !== null) {
      const name = dice.pick(['colour', 'id', 'status', 'organiser', 'isAdmin', ...nastyTexts]);
      // Not by assignment, which would set the prototype for `__proto__`; the draft may have it already.
      const how = { enumerable: true, configurable: true, writable: true };
      Object.defineProperty(draft.json, name, { value: dice.pick(nastyValues), ...how });
    }
    return {};
  },
  'member twice': (draft, dice) => {
    const text = JSON.stringify(draft.json) ?? '';
    const twice = JSON.stringify(replaceSome(draft.json, dice, () => dice.pick(nastyValues))) ?? '';
    return { json: `${text.slice(0, -1)},${twice.slice(1)}` };
  },
  'not JSON': (draft, dice) => {
    draft.headers['content-type'] ??= 'application/json';
    return { json: dice.pick(nastyJson) };
  },
  'cut off': (draft, dice) => {
    const bytes = draft.bytes ?? Buffer.from(JSON.stringify(draft.json) ?? '');
    draft.bytes = bytes.subarray(0, dice.between(0, bytes.length));
    return {};
  },
  'bytes turned': (draft, dice) => {
    const bytes = Buffer.from(draft.bytes ?? JSON.stringify(draft.json) ?? '');
    for (let n = 0; n < 3 && bytes.length > 0; n++) {
      bytes[dice.between(0, bytes.length - 1)] = dice.between(0, 255);
    }
    draft.bytes = bytes;
    return {};
  },
  'nasty query': (draft, dice) => {
    const name = draft.query.length > 0 ? dice.pick(draft.query)[0] : 'limit';
    draft.query.push([
      dice.happens(0.7) ? name : dice.pick(nastyTexts),
      dice.pick(nastyTexts).slice(0, 2_000),
    ]);
    return {};
  },
  'nasty path': (draft, dice) => {
    const parts = draft.path.split('/');
    const at = dice.between(1, parts.length - 1);
    parts[at] = dice.pick([
      ...nastyTexts.map((text) => encodeURIComponent(text.toWellFormed().slice(0, 500))),
      ...['%', '%ff', '%00', '.', '..', '%2f', ';a=b', `${parts[at]}/`, `${parts[at]}%20`],
      parts[at]?.toUpperCase() ?? '',
    ]);
    draft.path = parts.join('/');
    return { astray: true };
  },
  'nasty header': (draft, dice) => {
    const [name, value] = dice.pick(nastyHeaders);
    draft.headers[name] = value;
    return { early: true };
  },
  'credentials left out': (draft) => {
    delete draft.headers.cookie;
    delete draft.headers.authorization;
    return {};
  },
  'body where none belongs': (draft, dice) => {
    draft.headers['content-type'] = 'application/json';
    return { json: dice.pick(nastyJson) };
  },
};
const ways = Object.keys(spoils);

/** The request of a well-meaning caller, with one to three errors in it. */
export function spoil(operation: Operation, maker: Maker): Spoiled {
  const { dice } = maker;
  const draft = makeDraft(operation, maker);
  const done: string[] = [];
  let all: ReturnType<Spoil> = {};
  for (let n = dice.pick([1, 1, 1, 2, 3]); n > 0; n--) {
    const way = dice.pick(ways);
    done.push(way);
    all = { ...all, ...spoils[way]?.(draft, dice) };
  }
  return {
    request: requestOf(operation, draft, all.json),
    how: done.join(', '),
    astray: all.astray ?? false,
    early: all.early ?? false,
  };
}

/** A copy with one member, at any depth, replaced; undefined removes it. */
function replaceSome(node: unknown, dice: Dice, by: () => unknown): unknown {
  if (typeof node !== 'object' || node === null || dice.happens(0.1)) return by();
  const entries = Object.entries(node);
  if (entries.length === 0) return by();
  const [name] = dice.pick(entries);
  const changed = entries.map(([key, part]) => [
    key,
    key !== name
      ? part
      : typeof part === 'object' && part !== null
        ? replaceSome(part, dice, by)
        : by(),
  ]);
  return Array.isArray(node) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}
