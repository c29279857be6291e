/** The stream that holds every message of an install. */
export const streamName = 'ONSALE';
export const streamSubjects = 'onsale.>';

/** Where the answers to one account arrive; no other account may listen there. */
export const inboxOf = (account: string): string => `_INBOX.${account}`;

/** `order.paid` → `onsale.order.paid` */
export const subjectOf = (type: string): string => `onsale.${type}`;

/**
 * The durable consumer of one type of a subscription: `tickets_order@order_paid`. What NATS does not
 * allow in a name is written so that no two subscriptions share one.
 */
export const consumerName = (subscription: string, type: string): string =>
  `${plain(subscription)}@${plain(type)}`;

const plain = (name: string): string =>
  name.replace(/[^A-Za-z0-9-]/gu, (character) =>
    character === '.' ? '_' : `=${character.codePointAt(0)?.toString(16)}=`,
  );

/**
 * Of the services with accounts the one that makes the stream, and changes it when its settings change:
 * the public cannot reach it.
 */
export const keeper = 'expiration';
