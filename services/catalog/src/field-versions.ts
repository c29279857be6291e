import { invalid } from '@onsale/runtime';

/** At which version each field of a thing was last changed, as far as that is known. */
export interface FieldVersions {
  /** The version of the thing that this was written with. */
  readonly writtenWith: number;
  /** Which fields the versions up to this one changed is not known. */
  readonly unknownUpTo: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** A thing that people change field by field. */
export interface Versioned {
  readonly version: number;
  /** Empty, or written with an older version: a release that does not keep it has changed the thing. */
  readonly fieldVersions: FieldVersions | Readonly<Record<string, never>>;
}

/** @throws Problem 400 for a version that the thing never had */
export function assertSeen({ version }: Versioned, seen: number): void {
  if (seen <= version) return;
  throw invalid({
    field: 'version',
    message: `version is ${seen}, and the newest there is is ${version}: send the one that you saw.`,
  });
}

/** Of a whole, the fields that a request names. */
export const only = <T>(whole: Partial<T>, named: object): Partial<T> =>
  Object.fromEntries(
    Object.keys(named).map((key) => [key, whole[key as keyof T]]),
  ) as unknown as Partial<T>;

/** Of a thing without changes. */
export const unchanged: FieldVersions = { writtenWith: 0, unknownUpTo: 0, fields: {} };

/** Those of the wanted values that the thing does not have yet. */
export function differences<T extends Versioned>(thing: T, wanted: Partial<T>): Partial<T> {
  const keys = Object.keys(wanted) as (keyof T)[];
  return Object.fromEntries(
    keys.filter((key) => wanted[key] !== thing[key]).map((key) => [key, wanted[key]]),
  ) as Partial<T>;
}

/**
 * The fields that someone else has changed since version `seen`, and to something else than wanted.
 * Where it is not known who changed what, every field may have been changed: better a question too
 * many than a change that is lost.
 */
export function clashes<T extends Versioned>(thing: T, wanted: Partial<T>, seen: number): string[] {
  const known = knownOf(thing);
  return Object.keys(differences(thing, wanted)).filter(
    (field) => Math.max(known.fields[field] ?? 0, known.unknownUpTo) > seen,
  );
}

/** The next version of a thing. */
export function changed<T extends Versioned>(thing: T, wanted: Partial<T>): T {
  const version = thing.version + 1;
  const known = knownOf(thing);
  const own = Object.keys(differences(thing, wanted)).map((field) => [field, version]);
  const fields = { ...known.fields, ...Object.fromEntries(own) };
  return {
    ...thing,
    ...wanted,
    version,
    fieldVersions: { writtenWith: version, unknownUpTo: known.unknownUpTo, fields },
  };
}

function knownOf({ version, fieldVersions }: Versioned): FieldVersions {
  return fieldVersions.writtenWith === version
    ? (fieldVersions as FieldVersions)
    : { writtenWith: version, unknownUpTo: version, fields: {} };
}
