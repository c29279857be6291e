import { accountSignedOut } from '@onsale/contracts/auth/messages';
import { expiryDue } from '@onsale/contracts/expiration/messages';
import type { Message, MessageOf } from '@onsale/contracts/message';
import { newId, newMessage } from '@onsale/runtime';

export type ExpiryMessage = MessageOf<typeof expiryDue>;

export const expiryType: string = expiryDue.type;
export const signedOutType: string = accountSignedOut.type;

/** A message of one type, about `subject`, of a `version`. */
export const expiry = (subject = newId(), version = 1): ExpiryMessage =>
  newMessage(expiryDue, {
    subject,
    time: new Date(),
    data: { orderId: subject, version, expiresAt: new Date().toISOString() },
  });

export const expiries = (count: number): ExpiryMessage[] =>
  Array.from({ length: count }, () => expiry());

/** A message of another type. */
export const signedOut = (): Message => {
  const now = new Date();
  const sessionId = newId();
  return newMessage(accountSignedOut, {
    subject: sessionId,
    time: now,
    data: {
      sessionId,
      version: 1,
      accountId: newId(),
      endedAt: now.toISOString(),
      expiresAt: now.toISOString(),
    },
  });
};

export const idsOf = (messages: readonly Message[]): string[] =>
  messages.map((message) => message.id).sort();

/** A consumer like those of the services: it keeps the highest version of each subject. */
export function versionKeeper() {
  const versions = new Map<string, number>();
  return {
    versions,
    take(messages: readonly Message[]) {
      for (const { subject, data } of messages as readonly ExpiryMessage[]) {
        versions.set(subject, Math.max(data.version, versions.get(subject) ?? 0));
      }
    },
  };
}
