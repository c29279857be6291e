import { readdirSync, readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import type { Message } from '../src/message.js';
import { messageContracts } from '../src/messages.js';

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => ({
  file,
  message: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Message,
}));

describe('the messages once sent', () => {
  it.each(fixtures)('$file is still understood', ({ message }) => {
    const contract = messageContracts.get(message.type);
    if (!contract) throw new Error(`no contract for ${message.type}`);
    const validator = Compile(contract.schema);
    expect(validator.Errors(message.data)).toEqual([]);
    expect(message).toMatchObject({ specversion: '1.0', source: contract.source });
    expect(message.dataversion).toBeLessThanOrEqual(contract.dataversion);
  });

  it.each(fixtures)('$file may carry fields that are not known yet', ({ message }) => {
    const contract = messageContracts.get(message.type);
    if (!contract) throw new Error(`no contract for ${message.type}`);
    const data = { ...(message.data as object), addedLater: true };
    expect(Compile(contract.schema).Check(data)).toBe(true);
  });

  it('has a sample of every message', () => {
    const sampled = new Set(fixtures.map(({ message }) => message.type));
    expect([...messageContracts.keys()].filter((type) => !sampled.has(type))).toEqual([]);
  });
});
