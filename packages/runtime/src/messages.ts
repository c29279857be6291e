import type { Message, MessageContract, MessageOf, ReadMessageOf } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { readerSchema, writerSchema } from '@onsale/contracts/tolerance';
import { Compile, type Validator } from 'typebox/compile';
import { newId } from './ids.js';
import type { Subscription } from './infra.js';

/** Creates the message for the state `data`, reached at `time`. */
export function newMessage<C extends MessageContract>(
  contract: C,
  fields: {
    subject: string;
    time: Date;
    data: MessageOf<C>['data'];
    traceparent?: string | undefined;
  },
): MessageOf<C> {
  return {
    specversion: '1.0',
    id: newId(),
    source: contract.source,
    type: contract.type,
    subject: fields.subject,
    time: fields.time.toISOString(),
    datacontenttype: 'application/json',
    dataversion: contract.dataversion,
    ...(fields.traceparent === undefined ? {} : { traceparent: fields.traceparent }),
    data: fields.data,
  } as MessageOf<C>;
}

const texts = new WeakMap<Message, string>();

/** The JSON of a message, made once for outbox and bus. */
export function textOf(message: Message): string {
  let text = texts.get(message);
  if (text === undefined) {
    text = JSON.stringify(message);
    texts.set(message, text);
  }
  return text;
}

interface Checks {
  readonly contract: MessageContract;
  readonly written: Validator;
  readonly read: Validator;
}

const checks = new Map<string, Checks>();

function checksOf(message: Message): Checks {
  const contract = messageContracts.get(message.type);
  if (!contract) throw new Error(`message ${message.id}: unknown type ${message.type}`);
  const known = checks.get(message.type);
  if (known?.contract === contract) return known;
  const made = {
    contract,
    written: Compile(writerSchema(contract.schema)),
    read: Compile(readerSchema(contract.schema)),
  };
  checks.set(message.type, made);
  return made;
}

function refusal({ id, type }: Message, why: string): Error {
  return new Error(`message ${id} (${type}) breaks its contract: ${why}`);
}

const firstError = (validator: Validator, data: unknown): string => {
  const first = validator.Errors(data)[0];
  return `${first?.instancePath} ${first?.message}`;
};

/** Messages that this process has checked for writing; these need no check for reading. */
const written = new WeakSet<Message>();

/**
 * Rejects a message that does not match its contract exactly.
 * @throws Error
 */
export function assertWritten(message: Message): void {
  const { contract, written: validator } = checksOf(message);
  if (message.dataversion !== contract.dataversion) {
    throw refusal(message, `it has dataversion ${message.dataversion}`);
  }
  if (!validator.Check(message.data)) throw refusal(message, firstError(validator, message.data));
  written.add(message);
}

/**
 * Reads a message that any release may have written: upcasts earlier data to the present schema,
 * and accepts unknown parts of later data.
 * @returns the message itself if nothing changes
 * @throws Error if it is still unusable
 */
export function readMessage(message: Message): Message {
  if (written.has(message)) return message;
  const { contract, read } = checksOf(message);
  const { dataversion } = message;
  if (!(Number.isInteger(dataversion) && dataversion >= 1)) {
    throw refusal(message, `there is no dataversion ${dataversion}`);
  }
  let data = message.data;
  for (const upcast of contract.upcasters.slice(dataversion - 1)) data = upcast(data);
  if (!read.Check(data)) {
    const newer = dataversion > contract.dataversion;
    const hint = newer
      ? `; it has dataversion ${dataversion}, and this release reads up to ${contract.dataversion}: replay it after the update`
      : '';
    throw refusal(message, `${firstError(read, data)}${hint}`);
  }
  return data === message.data ? message : { ...message, dataversion: contract.dataversion, data };
}

/** A subscription whose handler has the types of its messages. */
export const subscription = <C extends MessageContract>({
  name,
  to,
  handle,
}: {
  readonly name: string;
  readonly to: readonly C[];
  handle(messages: readonly ReadMessageOf<C>[]): Promise<void>;
}): Subscription => ({
  name,
  types: to.map(({ type }) => type),
  handle: (messages) => handle(messages as readonly ReadMessageOf<C>[]),
});

/**
 * Returns only the message with the highest version of each aggregate; a consumer of whole states
 * needs no other.
 */
export function latestBySubject<M extends Message<string, { version: number }>>(
  messages: readonly M[],
): M[] {
  const latest = new Map<string, M>();
  for (const message of messages) {
    const known = latest.get(message.subject);
    if (!known || message.data.version > known.data.version) latest.set(message.subject, message);
  }
  return [...latest.values()];
}
