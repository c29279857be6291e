// Whatever can prevent a start on this machine, each as one line for a person.
import { access, constants, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { makeFolder } from '@onsale/infra';

/** PostgreSQL allocates its log in files of 16 MiB. */
const nearlyFullBytes = 32 * 1024 * 1024;

/**
 * @param command the command to repeat with another port
 * @throws Error when another program listens on the port, or no program may
 */
export function assertPortFree(port: number, host: string, command = 'npm start'): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port === 65_535 ? 3000 : port + 1} ${command}`,
            )
          : new Error(
              `Cannot listen on ${host}:${port}: ${error.message}. Set ONSALE_HOST or PORT.`,
            ),
      );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Makes the folder if it is missing. @throws Error when it cannot be used */
export async function assertWritable(folder: string): Promise<void> {
  try {
    // Secrets in it have modes of their own; PostgreSQL's account must be able to pass through.
    await makeFolder(folder, 0o711);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The data folder ${folder} cannot be used: ${reason}. Set ONSALE_DATA to a folder you may write to.`,
    );
  }
}

/**
 * Explains an error of the start by a full disk where that is the cause: a full disk shows in a
 * hundred ways, most of which do not name it.
 */
export async function explainFullDisk(error: unknown, folder: string): Promise<unknown> {
  const disk = await statfs(folder).catch(() => undefined);
  if (disk === undefined || disk.bavail * disk.bsize > nearlyFullBytes) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (reason.includes(' is full. ')) return error;
  return new Error(
    `The disk that holds ${folder} is full. Free some space, or set ONSALE_DATA to a folder on another disk. (${reason})`,
    { cause: error },
  );
}
