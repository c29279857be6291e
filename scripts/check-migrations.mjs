// A rolling update runs the old version beside the new one, on the database that the new one has
// migrated. So a migration only adds; a later release drops what the old version used, in a file
// that says so: `-- unused since: 0.2.0`.

/** From before there were rolling updates. */
const exempt = new Set([
  'services/auth/migrations/2_rehearsal-sessions.sql',
  'services/catalog/migrations/2_unlisted-events.sql',
  'services/catalog/migrations/3_search-without-accents.sql',
]);

const saysSo = /^-- unused since: \d+\.\d+\.\d+$/m;
/** Statements that the version still running may trip over. */
const breaking = [
  [/\bdrop\s+(table|column|index|function|type|view)\b/i, 'drops what the old version may use'],
  [
    /\brename\s+(to|column|constraint)\b|\brename\s+\w+\s+to\b/i,
    'renames what the old version uses',
  ],
  [/\bset\s+not\s+null\b/i, 'demands a value that the old version does not write'],
  [/\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i, 'rewrites a column that is in use'],
  [
    /\badd\s+column\s+(?:if\s+not\s+exists\s+)?\S+\s(?=[^,;]*\bnot\s+null\b)(?![^,;]*\b(default|generated)\b)/i,
    'adds a column that the old version does not fill',
  ],
  [
    /\badd\s+constraint\b(?![^;]*\bnot\s+valid\b)/i,
    'checks every row while nobody can write: add it "not valid", and validate it later',
  ],
];

/**
 * @param files {path, text}[] of SQL files, paths with forward slashes
 * @returns what an old version beside the new one would trip over, a sentence each
 */
export function findBreakingMigrations(files) {
  return files
    .filter(({ path }) => /\/migrations\/(?:\w+\/)?\d+_[^/]+\.sql$/.test(path) && !exempt.has(path))
    .filter(({ text }) => !saysSo.test(text))
    .flatMap(({ path, text }) => {
      const statements = text.replace(/--.*$/gm, '');
      return breaking
        .filter(([pattern]) => pattern.test(statements))
        .map(([, why]) => `${path}: ${why}`);
    });
}
