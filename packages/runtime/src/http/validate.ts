import type { RouteContract } from '@onsale/contracts/route';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { invalid } from '../errors.js';
import { textReader } from './read-texts.js';

export type Check = (value: unknown) => unknown;
type FieldError = Parameters<typeof invalid>[number];

interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

const reportedErrors = 10;
/** Deeper than any contract, and shallow enough for the stack. */
const maxDepth = 32;

const pathOf = (pointer: string) => pointer.slice(1).replaceAll('/', '.');

function describe(schema: TSchema, error: SchemaError, refusal: string | undefined): FieldError {
  const path = pathOf(error.instancePath);
  const extra = error.params as { additionalProperties?: string[]; requiredProperties?: string[] };
  if (error.keyword === 'additionalProperties' && extra.additionalProperties?.[0] !== undefined) {
    const field = [path, extra.additionalProperties[0]].filter(Boolean).join('.');
    // Pages recognise an older service by these words.
    return { field, message: `${field} is not a known field; leave it out.` };
  }
  if (error.keyword === 'required' && extra.requiredProperties?.[0] !== undefined) {
    const field = [path, extra.requiredProperties[0]].filter(Boolean).join('.');
    const own = path === '' ? propertyOf(schema, field)?.['x-missing'] : undefined;
    return { field, message: `${field} ${own ?? 'is missing'}.` };
  }
  return path === ''
    ? { message: `The request ${error.message}.` }
    : { field: path, message: `${path} ${refusal ?? error.message}.` };
}

const propertyOf = (schema: TSchema, name: string) =>
  (schema as { properties?: Record<string, { 'x-missing'?: string }> }).properties?.[name];

/** The explanation (`x-refusal`) of the schema that refused. */
function refusalOf(schema: TSchema, { keyword, schemaPath }: SchemaError): string | undefined {
  if (keyword !== 'pattern' && keyword !== 'type') return undefined;
  const steps = schemaPath.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step],
    schema,
  );
  return (found as { 'x-refusal'?: string } | undefined)?.['x-refusal'];
}

function describeAll(schema: TSchema, errors: readonly SchemaError[]): FieldError[] {
  const told = new Map<string, FieldError>();
  for (const error of errors) {
    if (error.keyword === 'boolean' || error.keyword === 'anyOf') continue;
    const refusal = refusalOf(schema, error);
    // A field with an explanation gets no other message.
    const key = refusal ? error.instancePath : `${error.instancePath} ${told.size}`;
    if (told.has(error.instancePath)) continue;
    told.set(key, describe(schema, error, refusal));
  }
  return [...told.values()].slice(0, reportedErrors);
}

/**
 * The path of the first text that PostgreSQL cannot store: it contains NUL, or half of a surrogate
 * pair.
 */
function findUnstorable(value: unknown, path = '', depth = 0): string | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() && !value.includes('\0') ? undefined : path;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > maxDepth) {
    throw invalid({ message: 'The request is nested too deeply.' });
  }
  for (const [key, part] of Object.entries(value)) {
    const found = findUnstorable(part, `${path}/${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function assertStorable(value: unknown): void {
  const path = findUnstorable(value);
  if (path === undefined) return;
  const field = pathOf(path);
  throw invalid({
    ...(field === '' ? {} : { field }),
    message: `${field || 'The request'} contains NUL or half of a surrogate pair, which is not text.`,
  });
}

function createChecker(schema: TSchema): (value: unknown) => unknown {
  const validator: Validator = Compile(schema);
  const readTexts = textReader(schema);
  return (given) => {
    assertStorable(given);
    const { value, errors } = readTexts ? readTexts(given) : { value: given, errors: [] };
    if (errors.length === 0 && validator.Check(value)) return value;
    const told = new Set(errors.map((error) => error.field));
    const others = describeAll(schema, validator.Errors(value) as readonly SchemaError[]);
    const all = [
      ...errors,
      ...others.filter(({ field }) => field === undefined || !told.has(field)),
    ];
    throw all.length > 0
      ? invalid(...all.slice(0, reportedErrors))
      : invalid({ message: 'The request does not have the documented form.' });
  };
}

/** The check for JSON: no conversion, unknown fields refused, texts cleaned. */
export const bodyCheck = (schema: TSchema): Check => createChecker(schema);

/**
 * The check for parameters and queries, which arrive as text: parses integers and booleans,
 * strictly in the form that this API writes, and adds defaults.
 */
export function textCheck(schema: TSchema): Check {
  const check = createChecker(schema);
  const properties = Object.entries((schema as { properties?: Properties }).properties ?? {});
  return (given) => {
    const value: Record<string, unknown> = { ...(given as object) };
    for (const [name, property] of properties) {
      const text = value[name];
      if (text === undefined) {
        if (property.default !== undefined) value[name] = property.default;
      } else if (typeof text === 'string') value[name] = readScalar(text, property.type);
    }
    return check(value);
  };
}

type Properties = Readonly<Record<string, { readonly type?: string; readonly default?: unknown }>>;

/** @returns the text itself if it is neither, for the schema to refuse */
function readScalar(text: string, type: string | undefined): unknown {
  if (type === 'integer') return /^(0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** The check for headers: only those that the schema names are checked and passed on. */
export function headerCheck(schema: TSchema): Check {
  const check = createChecker(schema);
  const names = Object.keys((schema as { properties?: object }).properties ?? {});
  return (headers) => {
    const named: Record<string, unknown> = {};
    for (const name of names) {
      const value = (headers as Record<string, unknown>)[name];
      if (value !== undefined) named[name] = value;
    }
    return check(named);
  };
}

/** Checks an answer against its contract; for tests and development. */
export function replyChecks(contract: RouteContract): (status: number, body: unknown) => void {
  const validators = new Map<number, Validator>();
  for (const [status, response] of Object.entries(contract.responses)) {
    if (response && !('mediaType' in response)) validators.set(Number(status), Compile(response));
  }
  return (status, body) => {
    if (!(status in contract.responses)) {
      throw new Error(`${contract.id} answered ${status}, which its contract does not have`);
    }
    const validator = validators.get(status);
    if (validator && !validator.Check(body)) {
      const first = validator.Errors(body)[0];
      throw new Error(
        `${contract.id} broke its contract: ${first?.instancePath} ${first?.message}`,
      );
    }
  };
}
