import type { RouteContract } from '@onsale/contracts/route';
import type { TSchema } from 'typebox';
import type { Node } from './schema-book.js';

/** Builds an example of a body or an answer from the `examples` of its fields. */
export type MakeExample = (schema: TSchema) => unknown;

/** The example of a field if no field of its name has one. */
const anyText = '…';

/**
 * A field without an example gets that of other fields with its name, if those agree: the title
 * that a caller sends is the title in the answer.
 */
export function exampleMaker(contracts: readonly RouteContract[]): MakeExample {
  const byName = new Map<string, Set<unknown>>();
  const read = (node: Node): void => {
    for (const [name, part] of Object.entries(node.properties ?? {})) {
      const [example] = part.examples ?? [];
      if (example !== undefined) byName.set(name, (byName.get(name) ?? new Set()).add(example));
      read(part);
    }
    if (node.items) read(node.items);
    for (const part of node.anyOf ?? []) read(part);
  };
  for (const { body, responses } of contracts) {
    for (const schema of [body, ...Object.values(responses)]) if (schema) read(schema as Node);
  }

  function make(node: Node, name: string): unknown {
    if (node.examples) return node.examples[0];
    if (node.default !== undefined) return node.default;
    if (node.enum) return node.enum[0];
    if (node.anyOf?.[0]) return make(node.anyOf[0], name);
    if (node.properties) {
      const shown = Object.entries(node.properties).filter(
        ([field, part]) => node.required?.includes(field) || (part.examples && !part.deprecated),
      );
      return Object.fromEntries(shown.map(([field, part]) => [field, make(part, field)]));
    }
    if (node.items) return [make(node.items, name)];
    if (node.type === 'integer') return Math.max(node.minimum ?? 1, 1);
    if (node.type === 'boolean') return false;
    const known = [...(byName.get(name) ?? [])];
    return known.length === 1 ? known[0] : anyText;
  }
  return (schema) => make(schema as Node, '');
}
