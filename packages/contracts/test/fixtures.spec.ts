import { readdirSync, readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import type { Message } from '../src/message.js';
import { messageContracts } from '../src/messages.js';
import { readerSchema, writerSchema } from '../src/tolerance.js';

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => ({
  file,
  message: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Message,
}));

describe('the kept sample messages', () => {
  it.each(fixtures)('$file can still be read', ({ message }) => {
    const contract = messageContracts.get(message.type);
    if (!contract) throw new Error(`no contract for ${message.type}`);
    const upcasters = contract.upcasters.slice(message.dataversion - 1);
    const data = upcasters.reduce((data, upcast) => upcast(data) as unknown, message.data);
    expect(Compile(readerSchema(contract.schema)).Errors(data)).toEqual([]);
    expect(message).toMatchObject({ specversion: '1.0', source: contract.source });
    expect(message.dataversion).toBeLessThanOrEqual(contract.dataversion);
  });

  it('include a sample of every message as it is written today', () => {
    const sampled = fixtures
      .filter(({ message }) => {
        const contract = messageContracts.get(message.type);
        return contract && Compile(writerSchema(contract.schema)).Check(message.data);
      })
      .map(({ message }) => `${message.type} ${message.dataversion}`);
    const written = [...messageContracts.values()].map((one) => `${one.type} ${one.dataversion}`);
    expect(written.filter((one) => !sampled.includes(one))).toEqual([]);
  });
});
