import type { MessageContract } from '@onsale/contracts/message';
import { Currency, Id, Instant } from '@onsale/contracts/values';

/** The keywords of JSON Schema that message schemas use. */
interface Node {
  readonly type?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Node[];
}

/** A matching text for each pattern in messages. */
const texts = new Map<string | undefined, string>([
  [undefined, 'text'],
  [(Id as Node).pattern, '01934f3a-7c1e-7999-8a2b-0123456789ab'],
  [(Instant as Node).pattern, '2026-06-01T18:00:00.000Z'],
  [(Currency as Node).pattern, 'EUR'],
]);

/**
 * The same value with an item in every list and a value in place of every null, so that every depth
 * can grow.
 */
export function filled(schema: MessageContract['schema'], value: unknown): unknown {
  return fill(schema as Node, value);
}

function fill(node: Node, value: unknown): unknown {
  const { properties, items, enum: members, anyOf, type, pattern, minimum } = node;
  if (anyOf) return fill(anyOf[0] as Node, value);
  if (properties) {
    const fields = (value ?? {}) as Record<string, unknown>;
    const parts = Object.entries(properties).map(([key, part]) => [key, fill(part, fields[key])]);
    return { ...fields, ...Object.fromEntries(parts) };
  }
  if (items) {
    const list = (value ?? []) as unknown[];
    return (list.length > 0 ? list : [undefined]).map((item) => fill(items, item));
  }
  if (value !== undefined && value !== null) return value;
  if (members) return members[0];
  if (type === 'integer') return minimum ?? 0;
  if (type === 'boolean') return false;
  const text = texts.get(pattern);
  if (text === undefined) throw new Error(`no text for the pattern ${pattern}`);
  return text;
}

export interface Grown {
  /** Where it grew, and how. */
  readonly what: string;
  readonly value: unknown;
}

/**
 * Variants of `value` that a later release may write: one for each object, at every depth, with an
 * extra field; one for each enum with an unknown member; and one with all of these.
 */
export function grown(schema: MessageContract['schema'], value: unknown): Grown[] {
  const node = schema as Node;
  const places: string[] = [];
  grow(node, value, '', (path) => void places.push(path));
  const one = (wanted: string) => grow(node, value, '', (path) => path === wanted);
  return [
    ...places.map((path) => ({ what: path, value: one(path) })),
    { what: 'all at once', value: grow(node, value, '', () => true) },
  ];
}

const fieldMore = { addedLater: { by: ['a version to come'] } };
const memberMore = 'added_later';

/** @param isWanted called for each place that may grow */
function grow(
  { properties, items, enum: members, anyOf }: Node,
  value: unknown,
  path: string,
  isWanted: (path: string) => unknown,
): unknown {
  if (value === null || value === undefined) return value;
  if (anyOf) return grow(anyOf[0] as Node, value, path, isWanted);
  if (members) return isWanted(`${path} a member`) === true ? memberMore : value;
  if (items) {
    return (value as unknown[]).map((item, at) => grow(items, item, `${path}/${at}`, isWanted));
  }
  if (!properties) return value;
  const parts = Object.entries(value).map(([key, part]) => {
    const schema = properties[key];
    return [key, schema ? grow(schema, part, `${path}/${key}`, isWanted) : part];
  });
  const copy = Object.fromEntries(parts);
  return isWanted(`${path} a field`) === true ? { ...copy, ...fieldMore } : copy;
}
