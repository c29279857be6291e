import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { root } from '@onsale/install';

/** A reason for which the next version gives money back, and this one does not know. */
export const newReason = 'said_by_the_next_version';

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What the next version adds to messages: a member of an enum, a field beside it, and a field of
 * each order.
 */
const edits: readonly Edit[] = [
  {
    file: 'packages/contracts/dist/orders/messages.js',
    from: 'const RefundReason = Type.Enum([',
    to: `const RefundReason = Type.Enum(["${newReason}", `,
  },
  {
    file: 'packages/contracts/dist/orders/messages.js',
    from: 'eventTitle: Type.String(),',
    to: 'eventTitle: Type.String(), channel: Type.Optional(Type.Enum(["drill"])),',
  },
  {
    file: 'services/orders/dist/transition.js',
    from: 'reason: "event_cancelled",',
    to: `reason: "${newReason}", decidedBy: { version: "next" },`,
  },
  {
    file: 'services/orders/dist/hold.js',
    from: 'eventTitle: event.title,',
    to: 'eventTitle: event.title, channel: "drill",',
  },
];

const groups = ['packages', 'services'];
const built = new Set(['dist', 'migrations', 'package.json']);

/**
 * Makes the next version: this build, with messages that have grown as they do between two
 * releases.
 * @param folder becomes a checkout of which the services can be started
 */
export async function makeNextVersion(folder: string): Promise<string> {
  for (const group of groups) {
    for (const name of await readdir(join(root, group))) {
      const from = join(root, group, name);
      for (const part of await readdir(from).catch(() => [])) {
        if (built.has(part)) {
          await cp(join(from, part), join(folder, group, name, part), { recursive: true });
        }
      }
    }
  }
  await linkModules(join(folder, 'node_modules'));
  for (const { file, from, to } of edits) {
    const text = await readFile(join(folder, file), 'utf8');
    if (text.split(from).length !== 2) {
      throw new ToolError(`The next version cannot be made: ${file} does not have "${from}" once.`);
    }
    await writeFile(join(folder, file), text.replace(from, to));
  }
  return folder;
}

/** The modules of this checkout, and of our own those of the new one. */
async function linkModules(folder: string): Promise<void> {
  const modules = join(root, 'node_modules');
  await mkdir(join(folder, '@onsale'), { recursive: true });
  for (const name of await readdir(modules)) {
    if (name !== '@onsale') await symlink(join(modules, name), join(folder, name));
  }
  for (const group of groups) {
    for (const name of await readdir(join(folder, '..', group))) {
      const link = join(folder, '@onsale', name);
      await symlink(join('..', '..', group, name), link);
    }
  }
}
