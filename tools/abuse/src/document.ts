import { Compile } from 'typebox/compile';

/** A node of JSON Schema, without references. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly examples?: readonly unknown[];
  readonly additionalProperties?: boolean;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

/** One answer that the document promises. */
export interface Answer {
  readonly mediaTypes: readonly string[];
  /** What is wrong with a body; undefined when it is as documented. Members that the document does not name are wrong. */
  readonly faultOf: (body: unknown) => string | undefined;
  /** The codes that a refusal may have. */
  readonly codes: readonly unknown[];
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/api/events/{id}` */
  readonly path: string;
  readonly needs: 'nothing' | 'session' | 'operator';
  readonly permission: string | undefined;
  readonly parameters: readonly Parameter[];
  /** Schema of a JSON body. */
  readonly body: Schema | undefined;
  readonly mediaTypes: readonly string[];
  /** Answers by status, and `default`. */
  readonly answers: Readonly<Record<string, Answer>>;
}

type Json = Record<string, unknown>;

/** Reads an OpenAPI 3.1 document as Onsale serves it. */
export function readDocument(document: Json): Operation[] {
  const read = <T>(node: unknown): T => dereference(document, node) as T;
  return Object.entries(document.paths as Json).flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(([method, raw]) => {
      const { security, responses, requestBody, ...rest } = raw as Json;
      const content = read<{ content?: Json }>(requestBody ?? {}).content ?? {};
      return {
        id: rest.operationId as string,
        method: method.toUpperCase(),
        path,
        needs: needsOf(security as Json[]),
        permission: rest['x-permission'] as string | undefined,
        parameters: read<Parameter[]>(rest.parameters ?? []),
        body: (content['application/json'] as { schema?: Schema } | undefined)?.schema,
        mediaTypes: Object.keys(content),
        answers: Object.fromEntries(
          Object.entries(read<Json>(responses)).map(([status, answer]) => [
            status,
            answerOf(answer as Json),
          ]),
        ),
      };
    }),
  );
}

const needsOf = ([first]: readonly Json[]): Operation['needs'] =>
  first === undefined ? 'nothing' : 'session' in first ? 'session' : 'operator';

function answerOf({ content = {} }: Json): Answer {
  const media = Object.entries(content as Record<string, { schema?: Schema }>);
  const schema = media[0]?.[1].schema;
  const strict = schema && strictly(schema);
  const validator = strict && Compile(strict as object);
  return {
    mediaTypes: media.map(([type]) => type),
    codes: strict?.properties?.code?.enum ?? [],
    faultOf(body) {
      if (!validator || validator.Check(body)) return undefined;
      const [error] = validator.Errors(body) as { instancePath: string; message: string }[];
      return `${error?.instancePath || 'the body'} ${error?.message}`;
    },
  };
}

/** A schema with every reference replaced by its target. */
function dereference(document: Json, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((part) => dereference(document, part));
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') {
    const steps = node.$ref.split('/').slice(1);
    const found = steps.reduce<unknown>((at, step) => (at as Json)[step], document);
    return dereference(document, found);
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, part]) => [key, dereference(document, part)]),
  );
}

/** Answers have exactly the documented members: another is a leak or a gap in the document. */
function strictly(schema: Schema): Schema {
  if (schema.allOf) {
    const { allOf, ...own } = schema;
    const properties = Object.assign({}, ...[own, ...allOf].map((part) => part.properties));
    return strictly(Object.assign({}, own, ...allOf, { properties }));
  }
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, part]) => [name, strictly(part)]),
          ),
          additionalProperties: false,
        }
      : {}),
    ...(items ? { items: strictly(items) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(strictly) } : {}),
  };
}
