/** The stream with all messages of an install. */
export const streamName = 'ONSALE';
export const streamSubjects = 'onsale.>';

/** The prefix of subjects for answers to one account; no other account may subscribe to them. */
export const inboxOf = (account: string): string => `_INBOX.${account}`;

/** `order.paid` → `onsale.order.paid` */
export const subjectOf = (type: string): string => `onsale.${type}`;

/**
 * The durable consumer of one type of a subscription: `tickets_order@order_paid`. Characters that
 * NATS does not allow are escaped, so that no two subscriptions share a name.
 */
export const consumerName = (subscription: string, type: string): string =>
  `${plain(subscription)}@${plain(type)}`;

const plain = (name: string): string =>
  name.replace(/[^A-Za-z0-9-]/gu, (character) =>
    character === '.' ? '_' : `=${character.codePointAt(0)?.toString(16)}=`,
  );

/**
 * The service that creates and updates the stream where services have accounts. The public cannot
 * reach this service.
 */
export const keeper = 'expiration';
