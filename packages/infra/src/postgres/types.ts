import pg from 'pg';

const { builtins } = pg.types;
const int8Array = 1016;
const dateArray = 1182;

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
}

const textArray = 1009;
const parseTextArray = pg.types.getTypeParser(textArray as number) as (
  text: string,
) => (string | null)[];

/** How values are parsed: bigint as a number (or an error), a date as text, the rest as in pg. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.INT8) return toSafeInteger;
    if (oid === builtins.DATE) return (text: string) => text;
    if (oid === int8Array) {
      return (text: string) =>
        parseTextArray(text).map((item) => (item === null ? null : toSafeInteger(item)));
    }
    if (oid === dateArray) return parseTextArray;
    return pg.types.getTypeParser(oid, format);
  },
};
