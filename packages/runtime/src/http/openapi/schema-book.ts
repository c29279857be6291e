import type { TSchema } from 'typebox';

/** A node of a JSON Schema in contracts. */
export interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly default?: unknown;
  readonly deprecated?: boolean;
  readonly examples?: readonly unknown[];
}

/** The schemas of one document: each is defined once, under its name, and then referenced. */
export interface SchemaBook {
  /** @param name for an object that has no name yet */
  refer(schema: TSchema, name?: string): object;
  /** All referenced schemas by name, in alphabetical order. */
  schemas(): Readonly<Record<string, object>>;
}

/** @throws Error if two different schemas have the same name */
export function schemaBook(named: readonly (readonly [string, TSchema])[]): SchemaBook {
  const nameOf = new Map<string, string>();
  const taken = new Map<string, string>();
  const used = new Map<string, object>();

  function giveName(node: Node, name: string): void {
    const key = JSON.stringify(node);
    const other = taken.get(name);
    if (other !== undefined && other !== key) throw new Error(`Two schemas are named ${name}.`);
    taken.set(name, key);
    if (!nameOf.has(key)) nameOf.set(key, name);
  }

  function referTo(node: Node): object {
    const name = nameOf.get(JSON.stringify(node));
    if (name === undefined) return mapParts(node, referTo);
    if (!used.has(name)) {
      used.set(name, {}); // before its parts, which may refer to it
      used.set(name, mapParts(node, referTo));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  for (const [name, schema] of named) {
    const node = published(schema as Node);
    if (deservesName(node)) giveName(node, name);
  }
  return {
    refer(schema, name) {
      const node = published(schema as Node);
      if (name && node.properties && !nameOf.has(JSON.stringify(node))) giveName(node, name);
      return referTo(node);
    },
    schemas: () => Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * Simple schemas get no name, since equal ones may mean different things: not every integer from 1
 * is a version.
 */
const deservesName = ({ properties, enum: members, pattern }: Node) =>
  properties !== undefined || members !== undefined || pattern !== undefined;

/** Without the keywords that only our own code reads. */
const published = (node: Node): Node =>
  mapParts(
    Object.fromEntries(Object.entries(node).filter(([keyword]) => !keyword.startsWith('x-'))),
    published,
  );

function mapParts(node: Node, map: (part: Node) => object): Node {
  const { properties, items, anyOf } = node;
  const mapped = Object.entries(properties ?? {}).map(([name, part]) => [name, map(part)]);
  return {
    ...node,
    ...(properties ? { properties: Object.fromEntries(mapped) } : {}),
    ...(items ? { items: map(items) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(map) } : {}),
  };
}
