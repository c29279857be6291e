import { readFileSync } from 'node:fs';
import type { Caller } from '../callers.js';
import type { Reply } from '../install.js';

/** The members that answers may have, by route and then by callers, separated by spaces. */
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

/**
 * The same for an answer that is not JSON: the columns of a table, the properties of a calendar,
 * the updates of a stream. A PDF, a QR code or an image has no members.
 */
function membersOfText({ headers, text }: Reply): string[] {
  switch (headers.get('content-type')?.split(';')[0]) {
    case 'text/csv': {
      // UTF-16, which was read as UTF-8.
      const [columns = ''] = text.replaceAll(/[\0\ufffd\ufeff]/g, '').split('\r\n');
      return columns.split('\t').map((column) => `column ${column.replaceAll('"', '')}`);
    }
    case 'text/calendar':
      return text
        .split('\r\n')
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => line.split(/[:;]/)[0] ?? '');
    case 'text/event-stream':
      return [...text.matchAll(/^data: ?(.+)$/gm)].flatMap(([, data = '']) =>
        membersOf(JSON.parse(data)),
      );
    default:
      return [];
  }
}

/** Members that this caller is not known to get: one more than the page shows is a leak. */
export function unknownMembers(routeId: string, caller: Caller, reply: Reply): string[] {
  const groups = Object.entries(pinned[routeId] ?? {});
  const known = new Set(
    groups.flatMap(([callers, members]) => (callers.split(' ').includes(caller) ? members : [])),
  );
  const found = reply.json === undefined ? membersOfText(reply) : membersOf(reply.json);
  return [...new Set(found)].filter((member) => !known.has(member)).sort();
}
