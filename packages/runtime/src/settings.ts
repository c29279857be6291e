/** One setting: its environment variable, its meaning, and how its text is parsed. */
export interface Setting<T> {
  readonly env: string;
  /** One line for the table in docs/settings.md: what it does, with its unit. */
  readonly doc: string;
  /** As shown in the table; undefined: the setting is required. */
  readonly defaultText: string | undefined;
  readonly secret?: boolean;
  /** @throws Error that says what is valid */
  parse(text: string): T;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type SettingValues<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** All wrong settings, each with its name. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

interface Common<T> {
  readonly doc: string;
  readonly default?: T;
}

/** A whole number between `min` and `max`. */
export const integer = (
  env: string,
  options: Common<number> & { min: number; max: number },
): Setting<number> => ({
  env,
  doc: options.doc,
  defaultText: options.default?.toString(),
  parse(text) {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < options.min || value > options.max) {
      throw new Error(`must be a whole number from ${options.min} to ${options.max}`);
    }
    return value;
  },
});

/** A share from 0 (nothing) to 1 (all). */
export const share = (env: string, options: Common<number>): Setting<number> => ({
  env,
  doc: options.doc,
  defaultText: options.default?.toString(),
  parse(text) {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || value > 1) {
      throw new Error('must be a number from 0 to 1, such as 0.05');
    }
    return value;
  },
});

/** A text that matches `pattern`; `expected` describes the pattern in words. */
export const text = (
  env: string,
  options: Common<string> & { pattern?: RegExp; expected?: string; secret?: boolean },
): Setting<string> => ({
  env,
  doc: options.doc,
  defaultText: options.default,
  secret: options.secret ?? false,
  parse(value) {
    if (options.pattern && !options.pattern.test(value)) {
      throw new Error(`must be ${options.expected ?? `like ${options.pattern}`}`);
    }
    return value;
  },
});

/** `1` or `0`. */
export const flag = (env: string, options: Common<boolean>): Setting<boolean> => ({
  env,
  doc: options.doc,
  defaultText: options.default === undefined ? undefined : options.default ? '1' : '0',
  parse(value) {
    if (value !== '0' && value !== '1') throw new Error('must be 1 or 0');
    return value === '1';
  },
});

/** One of a few words. */
export const oneOf = <const T extends string>(
  env: string,
  options: Common<T> & { values: readonly T[] },
): Setting<T> => ({
  env,
  doc: options.doc,
  defaultText: options.default,
  parse(value) {
    const found = options.values.find((allowed) => allowed === value);
    if (found === undefined) throw new Error(`must be one of: ${options.values.join(', ')}`);
    return found;
  },
});

/**
 * Reads settings once, from the environment.
 * @throws SettingsError that names every missing or wrong setting, never its value
 */
export function readSettings<S extends Settings>(
  settings: S,
  environment: Readonly<Record<string, string | undefined>>,
): SettingValues<S> {
  const wrong: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const given = environment[setting.env];
    const value = given === undefined || given === '' ? setting.defaultText : given;
    if (value === undefined) {
      wrong.push(`${setting.env} must be set: ${setting.doc}`);
      continue;
    }
    try {
      values[key] = setting.parse(value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const around = value === value.trim() ? '' : '; it has a space or a line end around it';
      wrong.push(`${setting.env} ${reason}${around}`);
    }
  }
  if (wrong.length > 0) throw new SettingsError(wrong.join('; '));
  return values as SettingValues<S>;
}

/** The settings of several groups, by environment variable. */
export const byVariable = (groups: readonly Settings[]): ReadonlyMap<string, Setting<unknown>> =>
  new Map(groups.flatMap((group) => Object.values(group).map((one) => [one.env, one] as const)));

/**
 * Rejects variables that look like settings but are not, so that typos are reported.
 * @throws SettingsError that names each, and all valid settings
 */
export function assertKnown(
  environment: Readonly<Record<string, string | undefined>>,
  known: ReadonlyMap<string, Setting<unknown>>,
): void {
  const given = Object.keys(environment).filter((env) => /^ONSALE_(?!TEST_)/.test(env));
  const unknown = given.filter((env) => !known.has(env));
  if (unknown.length > 0) {
    throw new SettingsError(
      `${unknown.join(', ')}: no such setting. There are: ${[...known.keys()].join(', ')}`,
    );
  }
}
