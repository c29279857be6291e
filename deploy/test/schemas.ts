import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: whatever a kind has; its schema is checked first
  readonly [field: string]: any;
}

interface Model {
  validate(): void;
}

const packages: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
};

/** Kinds of which no package has the schemas. */
const own: Record<string, OwnSchema> = Object.assign(
  {},
  ...['google-kinds.yaml', 'cloudnative-pg-kinds.yaml'].map((file) =>
    parse(readFileSync(new URL(file, import.meta.url), 'utf8')),
  ),
);

/**
 * What is wrong with a manifest by the schema of its kind, unknown fields included, a sentence
 * each. The models let unknown fields pass, so a field that validation never reads counts as
 * unknown.
 */
export async function schemaErrors(manifest: Manifest): Promise<string[]> {
  const ownSchema = own[`${manifest.apiVersion}/${manifest.kind}`];
  if (ownSchema) return ownErrors(manifest, ownSchema, '');
  const Kind = await modelOf(manifest);
  const seen = new Set<string>();
  try {
    watched(new Kind(manifest), '', seen).validate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return fieldsOf(manifest, '')
    .filter((path) => !seen.has(path))
    .map((path) => `unknown field ${path}`);
}

async function modelOf({ apiVersion, kind }: Manifest): Promise<new (data: object) => Model> {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
  const from = packages[group] ?? 'kubernetes-models';
  const module = await import(`${from}/${apiVersion}/${kind}`);
  return module[kind] ?? module.default[kind];
}

/** The same value, which notes in `seen` each field that someone reads. */
function watched<T extends object>(value: T, path: string, seen: Set<string>): T {
  return new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return found;
      seen.add(`${path}/${key}`);
      return typeof found === 'object' && found !== null
        ? watched(found, `${path}/${key}`, seen)
        : found;
    },
  });
}

function fieldsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}/${key}`,
    ...fieldsOf(inner, `${path}/${key}`),
  ]);
}

type OwnSchema =
  | string
  | number
  | readonly string[]
  | readonly [{ readonly each: OwnSchema }]
  | { readonly [field: string]: OwnSchema };

/**
 * The name of a type, the allowed words, a list with the schema of its items, or the fields; a
 * field with `?` may be missing.
 */
function ownErrors(value: unknown, schema: OwnSchema, path: string): string[] {
  if (typeof schema === 'string') {
    return typeof value === schema ? [] : [`${path} must be a ${schema}`];
  }
  if (isList(schema)) {
    if (!Array.isArray(value)) return [`${path} must be a list`];
    return value.flatMap((one, at) => ownErrors(one, schema[0].each, `${path}/${at}`));
  }
  if (Array.isArray(schema)) {
    return schema.includes(value) ? [] : [`${path} must be one of ${schema.join(', ')}`];
  }
  if (typeof value !== 'object' || value === null) return [`${path} must be an object`];
  const fields = Object.entries(schema).map(([name, inner]) => ({
    name: name.replace('?', ''),
    optional: name.endsWith('?'),
    inner,
  }));
  const unknown = Object.keys(value).filter((key) => !fields.some(({ name }) => name === key));
  return [
    ...unknown.map((key) => `unknown field ${path}/${key}`),
    ...fields.flatMap(({ name, optional, inner }) => {
      const given: unknown = Reflect.get(value, name);
      if (given === undefined) return optional ? [] : [`${path}/${name} is missing`];
      return ownErrors(given, inner, `${path}/${name}`);
    }),
  ];
}

const isList = (schema: OwnSchema): schema is readonly [{ readonly each: OwnSchema }] =>
  Array.isArray(schema) && typeof schema[0] === 'object';
