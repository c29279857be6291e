import type { Message, MessageContract, MessageOf } from '@onsale/contracts/message';
import { messageContracts } from '@onsale/contracts/messages';
import { Compile, type Validator } from 'typebox/compile';
import { newId } from './ids.js';

/** Makes the message that says `data` became true at `time`. */
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

/** A message's JSON, made once: the outbox and the bus both store it. */
export function textOf(message: Message): string {
  let text = texts.get(message);
  if (text === undefined) {
    text = JSON.stringify(message);
    texts.set(message, text);
  }
  return text;
}

const validators = new Map<string, Validator>();

/** Refuses a message that breaks its producer's contract. Checked on both ends of the bus. */
export function assertMessage(message: Message): void {
  let validator = validators.get(message.type);
  if (!validator) {
    const contract = messageContracts.get(message.type);
    if (!contract) throw new Error(`message ${message.id}: unknown type ${message.type}`);
    validator = Compile(contract.schema);
    validators.set(message.type, validator);
  }
  if (validator.Check(message.data)) return;
  const first = validator.Errors(message.data)[0];
  throw new Error(
    `message ${message.id} (${message.type}) breaks its contract: ${first?.instancePath} ${first?.message}`,
  );
}

/**
 * Keeps, of each aggregate, only the message with the highest version: a consumer of whole
 * states needs no other.
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
