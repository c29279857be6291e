import * as contracts from '@onsale/contracts/catalog/http';
import { eventCancelled } from '@onsale/contracts/catalog/messages';
import { route } from '@onsale/runtime';
import { type ChangeContext, changeEvent } from './change-event.js';

/** `POST /api/events/:id/cancel`; if it is already cancelled, its first reason stays. */
export const cancelEvent = (context: ChangeContext) =>
  route(contracts.cancelEvent, async ({ params, body, session, traceparent }) => ({
    status: 200,
    body: await changeEvent(
      context,
      {
        eventId: params.id,
        accountId: session.accountId,
        permission: contracts.cancelEvent.permission,
        traceparent,
        says: eventCancelled,
      },
      (event) =>
        event.status === 'cancelled'
          ? undefined
          : { status: 'cancelled', cancellationReason: body.reason },
    ),
  }));
