import type { RouteContract } from '@onsale/contracts/route';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { invalid } from '../errors.js';

export type Check = (value: unknown) => unknown;

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

function describe(error: SchemaError): { message: string; field?: string } {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const extra = error.params as { additionalProperties?: string[]; requiredProperties?: string[] };
  if (error.keyword === 'additionalProperties' && extra.additionalProperties?.[0] !== undefined) {
    const field = [path, extra.additionalProperties[0]].filter(Boolean).join('.');
    return { field, message: `${field} is not a known field; leave it out.` };
  }
  if (error.keyword === 'required' && extra.requiredProperties?.[0] !== undefined) {
    const field = [path, extra.requiredProperties[0]].filter(Boolean).join('.');
    return { field, message: `${field} is missing.` };
  }
  return path === ''
    ? { message: `The request ${error.message}.` }
    : { field: path, message: `${path} ${error.message}.` };
}

const reportedErrors = 10;

/** NUL and halves of surrogate pairs: PostgreSQL stores neither, in text or in JSON. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStorable);
}

function check(validator: Validator, value: unknown): unknown {
  if (validator.Check(value)) {
    if (isStorable(value)) return value;
    throw invalid({ message: 'The request has characters in it that are not text.' });
  }
  const errors = validator
    .Errors(value)
    .filter((error) => error.keyword !== 'boolean' && error.keyword !== 'anyOf')
    .slice(0, reportedErrors);
  throw errors.length > 0
    ? invalid(...errors.map((error) => describe(error)))
    : invalid({ message: 'The request does not have the documented form.' });
}

/** For JSON: no conversion, unknown fields refused. */
export function bodyCheck(schema: TSchema): Check {
  const validator = Compile(schema);
  return (value) => check(validator, value);
}

/**
 * For parameters and queries, which come as text: numbers are read, defaults filled in.
 */
export function textCheck(schema: TSchema): Check {
  const validator = Compile(schema);
  return (value) =>
    check(validator, validator.Convert(validator.Default({ ...(value as object) })));
}

/** For headers, which are text and come with many others: only those that the schema names are seen. */
export function headerCheck(schema: TSchema): Check {
  const validator = Compile(schema);
  const names = Object.keys((schema as { properties?: object }).properties ?? {});
  return (headers) => {
    const named: Record<string, unknown> = {};
    for (const name of names) {
      const value = (headers as Record<string, unknown>)[name];
      if (value !== undefined) named[name] = value;
    }
    return check(validator, named);
  };
}

/** Checks what is sent against what is promised; for tests and development. */
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
