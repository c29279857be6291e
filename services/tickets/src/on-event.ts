import { type EventState, eventMessages } from '@onsale/contracts/catalog/messages';
import type { Message } from '@onsale/contracts/message';
import { latestBySubject, type ServiceContext, type Subscription } from '@onsale/runtime';
import { upsertEvents } from './store-events.js';

/** Keeps this service's copy of events: what a ticket shows, and who works the door. */
export const onEvent = ({ database }: Pick<ServiceContext, 'database'>): Subscription => ({
  name: 'tickets.event',
  types: eventMessages.map((contract) => contract.type),
  async handle(messages) {
    const latest = latestBySubject(messages as Message<string, EventState>[]);
    await upsertEvents(
      database,
      latest.map((message) => message.data),
    );
  },
});
