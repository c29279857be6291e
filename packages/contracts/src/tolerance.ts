import Type, { type Static, type TSchema, type TUnsafe } from 'typebox';

declare const unknownMember: unique symbol;

/**
 * A member of an enum that this release does not know: a later release wrote it. It is the text as
 * received, so it can be stored and published again.
 */
export type UnknownMember = string & { readonly [unknownMember]: true };

/**
 * What a reader gets where a writer wrote `T`: each enum, at every depth, may have a member that
 * this release does not know, and the compiler makes each reader decide what to do with it.
 */
export type AsRead<T> = T extends string
  ? string extends T
    ? T
    : T | UnknownMember
  : T extends object
    ? { [K in keyof T]: AsRead<T[K]> }
    : T;

/** Whether this release knows the member. @param schema a `Type.Enum` of strings */
export const isKnown = <Member extends string>(
  { enum: members }: { readonly enum: readonly Member[] },
  value: string,
): value is Member => (members as readonly string[]).includes(value);

/** The keyword that marks a schema made by `PassedOn`. */
const passedOn = 'x-passed-on';

/**
 * A part that its writer received in a message, or in a row that another release may have written,
 * and passes on unchanged. It stays open where the rest of a written message is closed: if a
 * service dropped part of it, every later consumer would lose that part.
 */
export const PassedOn = <T extends TSchema>(schema: T): TUnsafe<AsRead<Static<T>>> =>
  Type.Unsafe<AsRead<Static<T>>>({ ...schema, [passedOn]: true });

/** The keywords of JSON Schema that messages are made of. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly [passedOn]?: boolean;
}

/**
 * The schema for writing: exactly the fields and members of `schema`, except in parts that are
 * passed on.
 */
export const writerSchema = (schema: TSchema): TSchema => closed(schema as Node) as TSchema;

/**
 * The schema for reading: the fields of `schema` and any others. Members of enums may be any text,
 * and there are no upper limits, since a later release may raise them. Types, patterns and lower
 * limits still apply: data that breaks them is unusable.
 * @throws Error when the schema uses a construct without a rule for growth
 */
export const readerSchema = (schema: TSchema): TSchema => open(schema as Node) as TSchema;

function closed(node: Node): Node {
  if (node[passedOn]) return open(node);
  const copy = mapParts(node, closed);
  return node.properties ? Object.assign(copy, { additionalProperties: false }) : copy;
}

const upperLimits = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];

function open(node: Node): Node {
  if (isEnum(node)) return { type: 'string' };
  const kept = Object.entries(node).filter(
    ([keyword]) => keyword !== 'additionalProperties' && !upperLimits.includes(keyword),
  );
  return mapParts(Object.fromEntries(kept), open);
}

/** A `Type.Enum`, or a union of literals, of texts only. */
function isEnum({ enum: members, const: literal, anyOf }: Node): boolean {
  if (members) return members.every((member) => typeof member === 'string');
  return typeof literal === 'string' || (anyOf?.every(isEnum) ?? false);
}

function mapParts(node: Node, map: (part: Node) => Node): Node {
  const { properties, items, anyOf } = node;
  if (properties) {
    const parts = Object.entries(properties).map(([name, part]) => [name, map(part)]);
    return { ...node, properties: Object.fromEntries(parts) };
  }
  if (items) return { ...node, items: map(items) };
  // The only other union that is allowed: something or null.
  if (anyOf?.length === 2 && anyOf[1]?.type === 'null') return { ...node, anyOf: anyOf.map(map) };
  if (isEnum(node) || scalars.includes(node.type ?? '')) return { ...node };
  throw new Error(
    `There is no rule by which a reader tolerates ${JSON.stringify(node)}. Messages are made of objects, arrays, enums of texts, scalars, and any of them or null.`,
  );
}

const scalars = ['string', 'integer', 'number', 'boolean', 'null'];
