import { holdsDue } from '@onsale/contracts/expiration/messages';
import { newId, newMessage, Pause } from '@onsale/runtime';
import { expect, it } from 'vitest';
import { onHoldsDue } from '../src/expire-orders.js';

it('a message that holds are due ends the pause before the next look for them', async () => {
  const pause = new Pause();
  let isLooking = false;
  const looking = pause.wait(2 ** 31 - 1).then(() => {
    isLooking = true;
  });
  const time = new Date();
  const data = { version: 1, at: time.toISOString() };
  expect(isLooking).toBe(false);
  await onHoldsDue(pause).handle([newMessage(holdsDue, { subject: newId(), time, data })]);
  await looking;
  expect(isLooking).toBe(true);
});
