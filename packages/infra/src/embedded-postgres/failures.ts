/**
 * Turns a failure with a data folder into one line that says what is wrong and what to do.
 * @param detail an error of the file system, or the output of a PostgreSQL program
 */
export function explain(doing: string, dir: string, detail: unknown): Error {
  if (detail instanceof ReadyMessage) return detail;
  const text = detail instanceof Error ? detail.message : String(detail);
  const cause = { cause: detail };
  const is = (...marks: string[]) => marks.some((mark) => text.includes(mark));

  if (
    is(
      'ENOSPC',
      'EDQUOT',
      'No space left on device',
      'Check free disk space',
      'Disk quota exceeded',
    )
  ) {
    return new ReadyMessage(
      `${doing} failed: the disk that holds ${dir} is full. Free some space, or set ONSALE_DATA to a folder on another disk.`,
      cause,
    );
  }
  // Node reports ENOENT when a parent folder cannot be made on a read-only file system.
  if (is('EROFS', 'Read-only file system', 'no such file or directory, mkdir')) {
    return new ReadyMessage(
      `${doing} failed: ${dir} is on a read-only file system. Set ONSALE_DATA to a folder that can be written.`,
      cause,
    );
  }
  if (is('ENOTDIR', 'EEXIST')) {
    return new ReadyMessage(
      `${doing} failed: ${dir} is not a folder. Set ONSALE_DATA to a folder.`,
      cause,
    );
  }
  if (is('has invalid permissions')) {
    return new ReadyMessage(
      `${doing} failed: ${dir} must be closed to other users. Run "chmod -R go= ${dir}".`,
      cause,
    );
  }
  if (is('EACCES', 'EPERM', 'Permission denied', 'Operation not permitted')) {
    return new ReadyMessage(
      `${doing} failed: ${dir} cannot be read and written by this user (uid ${process.getuid?.()}). ` +
        'Run as the user who owns it, or set ONSALE_DATA to a folder of your own.',
      cause,
    );
  }
  return new ReadyMessage(`${doing} failed in ${dir}: ${tellingLine(text)}`, cause);
}

/** An error whose message is already written for the person at the terminal. */
export class ReadyMessage extends Error {}

/** The line of a program's output that names the cause. */
export function tellingLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\b(PANIC|FATAL|error):/.test(line)).at(-1);
  return (telling ?? lines.at(-1) ?? 'no reason given').trim().replace(/\.?$/, '.');
}
