import { readFileSync } from 'node:fs';
import type { Caller } from '../callers.js';

/** By route, then by callers with spaces between them: the members that answers to them may have. */
type Pinned = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const pinned = JSON.parse(
  readFileSync(new URL('./members.json', import.meta.url), 'utf8'),
) as Pinned;

/** Every member of a JSON value by its path: `items[].event.title`. */
function membersOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([name, member]) =>
    membersOf(member, path === '' ? name : `${path}.${name}`),
  );
}

/** Members of an answer that this caller is not known to get: one more than the page shows is a leak. */
export function unknownMembers(routeId: string, caller: Caller, answer: unknown): string[] {
  const groups = Object.entries(pinned[routeId] ?? {});
  const known = new Set(
    groups.flatMap(([callers, members]) => (callers.split(' ').includes(caller) ? members : [])),
  );
  return [...new Set(membersOf(answer))].filter((member) => !known.has(member)).sort();
}
