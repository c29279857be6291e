import { parseOptions, readNumber, UsageError } from '@onsale/cli';
import type { Where } from '@onsale/install';

interface Options extends Where {
  readonly file: string;
}

/** @throws UsageError */
export function readBackupOptions(
  args: readonly string[],
): (Options & { readonly encrypt: boolean }) | 'help' {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...whereOptions, encrypt: { type: 'boolean' } },
  });
  if (values.help) return 'help';
  return {
    file: readFile(positionals, 'Say where the backup goes: ./onsale backup FILE'),
    encrypt: values.encrypt ?? false,
    ...readWhere(values),
  };
}

/** @throws UsageError */
export function readRestoreOptions(
  args: readonly string[],
): (Options & { readonly list: boolean }) | 'help' {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...whereOptions, list: { type: 'boolean' } },
  });
  if (values.help) return 'help';
  return {
    file: readFile(positionals, 'Say which backup: ./onsale restore FILE'),
    list: values.list ?? false,
    ...readWhere(values),
  };
}

const whereOptions = {
  data: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readFile([file, ...more]: readonly string[], missing: string): string {
  if (file === undefined || file === '') throw new UsageError(missing);
  if (more.length > 0) {
    throw new UsageError(
      `One file, not ${more.length + 1}: put a name with spaces into quotation marks. A passphrase never goes into a command.`,
    );
  }
  return file;
}

function readWhere({
  data,
  port: given,
}: {
  data?: string | undefined;
  port?: string | undefined;
}) {
  const port = readNumber('port', given, [1, 65_535]);
  if (data !== undefined && port !== undefined) {
    throw new UsageError('--data or --port, not both: a port only stands for its data folder.');
  }
  return {
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
  };
}
