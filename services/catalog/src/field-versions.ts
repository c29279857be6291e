import { invalid } from '@onsale/runtime';

/** The version at which each field of a record was last changed, as far as known. */
export interface FieldVersions {
  /** The version of the record that this was written with. */
  readonly writtenWith: number;
  /** Up to this version it is unknown which fields changed. */
  readonly unknownUpTo: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** A record that people change field by field. */
export interface Versioned {
  readonly version: number;
  /**
   * Empty, or written with an older version, if a release that does not maintain it has changed the
   * record.
   */
  readonly fieldVersions: FieldVersions | Readonly<Record<string, never>>;
}

/** @throws Problem 400 for a version that does not exist yet */
export function assertSeen({ version }: Versioned, seen: number): void {
  if (seen <= version) return;
  throw invalid({
    field: 'version',
    message: `version is ${seen}, but the newest is ${version}: send the one that you saw.`,
  });
}

/** The fields of a record that a request names. */
export const only = <T>(whole: Partial<T>, named: object): Partial<T> =>
  Object.fromEntries(
    Object.keys(named).map((key) => [key, whole[key as keyof T]]),
  ) as unknown as Partial<T>;

/** The value for a record without changes. */
export const unchanged: FieldVersions = { writtenWith: 0, unknownUpTo: 0, fields: {} };

/** The wanted values that differ from the record. */
export function differences<T extends Versioned>(thing: T, wanted: Partial<T>): Partial<T> {
  const keys = Object.keys(wanted) as (keyof T)[];
  return Object.fromEntries(
    keys.filter((key) => wanted[key] !== thing[key]).map((key) => [key, wanted[key]]),
  ) as Partial<T>;
}

/**
 * The fields that someone else has changed since version `seen` to another value than wanted. If
 * the changed fields are unknown, every field counts as changed: better to ask once too often than
 * to lose a change.
 */
export function clashes<T extends Versioned>(thing: T, wanted: Partial<T>, seen: number): string[] {
  const known = knownOf(thing);
  return Object.keys(differences(thing, wanted)).filter(
    (field) => Math.max(known.fields[field] ?? 0, known.unknownUpTo) > seen,
  );
}

/** The next version of a record. */
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
