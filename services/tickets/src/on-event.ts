import { heard } from '@onsale/contracts/heard';
import { latestBySubject, type ServiceContext, subscription } from '@onsale/runtime';
import { upsertEvents } from './store-events.js';

/** Keeps this service's copy of events, for tickets and for permissions at the door. */
export const onEvent = ({ database }: Pick<ServiceContext, 'database'>) =>
  subscription({
    name: 'tickets.event',
    to: heard['tickets.event'],
    async handle(messages) {
      const latest = latestBySubject(messages);
      await upsertEvents(
        database,
        latest.map((message) => message.data),
      );
    },
  });
