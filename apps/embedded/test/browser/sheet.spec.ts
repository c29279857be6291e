import { expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

/** Sides of A4 in points. */
const a4 = [595, 842];

describeInBrowser('the sheet that an organiser hangs up', (stage) => {
  it('is one A4 page with title, date, place, address and its code, however long the title is', async () => {
    const { context, page } = await stage.visit(screens.phone);
    await context.addCookies(stage.organiser.cookies);
    for (const title of [
      'Chamber Night',
      `${'Donaudampfschifffahrt'.repeat(4)} 東京 ${'a '.repeat(30)}`.slice(0, 140),
    ]) {
      const { event } = await stage.organiser.putOnSale(
        {},
        { title: title.trim(), venueName: 'Old Mill', venueAddress: 'Mill Lane 1, 12345 Berlin' },
      );
      await page.goto(`/organiser/events/${event.id}`);
      await page.getByRole('link', { name: 'Print a sheet' }).click();
      await page.waitForURL('**/sheet');
      await page.getByRole('button', { name: 'Print' }).waitFor();
      await expectAccessible(page);
      const words = await page.getByRole('article').innerText();
      for (const word of [
        title.trim(),
        'Old Mill',
        'Mill Lane 1',
        `${stage.url}/events/${event.id}`,
      ]) {
        expect(words).toContain(word);
      }
      const side = await page.getByRole('img', { name: 'QR code' }).boundingBox();
      expect(side?.width).toBeGreaterThan(200);

      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      const box = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.slice(1).map(Number);
      expect(box?.map(Math.round)).toEqual(a4);
    }
    await context.close();
  });
});
