import { eventually } from '@onsale/testing';
import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowserWith, expectAccessible, screens } from './browser.js';
import { expectHeading, payWith, signUp, takeTickets } from './flows.js';

const shortHolds = { settings: () => ({ ONSALE_HOLD_SECONDS: '12' }) };

describeInBrowserWith(shortHolds, 'a buyer who is late', (stage) => {
  // Side by side, because both mostly wait for the hold to end.
  it.concurrent.each(Object.entries(screens))(
    'sees that the hold has expired, on a %s screen',
    async (_screen, size) => {
      const { event, ticketType } = await stage.organiser.putOnSale({
        name: 'Chair',
        capacity: 2,
      });
      const { page, context, complaints } = await stage.visit(size);
      await signUp(page, 'Lena Late');
      await takeTickets(page, event.id, 'Chair', 2);
      await page.waitForURL(/\/checkout\//);
      await page.getByRole('timer').first().waitFor();
      await page.getByRole('heading', { name: 'Your hold has expired.' }).waitFor();
      await expectAccessible(page);
      expect(complaints).toEqual([]);
      const other = await Person.signUp(stage.url, 'Other');
      // The page says so by the clock, the service does so a moment later.
      expect((await eventually(() => other.order(ticketType, 2))).status).toBe('pending');
      await context.close();
    },
  );

  it('reads why a late payment is refunded when the tickets are gone', async () => {
    const { event, ticketType } = await stage.organiser.putOnSale({ name: 'Chair', capacity: 2 });
    const { page, context } = await stage.visit(screens.phone);
    await signUp(page, 'Ludwig Late');
    await takeTickets(page, event.id, 'Chair', 2);
    await payWith(page, '4000 0000 0000 9995');
    await expectHeading(page, 'Your payment is being confirmed.');
    const rival = await Person.signUp(stage.url, 'Rival');
    expect((await eventually(() => rival.order(ticketType, 2))).status).toBe('pending');
    await page.getByRole('heading', { level: 1, name: /refund/ }).waitFor({ timeout: 20_000 });
    await expectAccessible(page);
    await context.close();
  });
});
