import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

const hourMs = 3_600_000;

describeInBrowser('the lists of an organiser in a browser', (stage) => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'lead to every door from the account, the soonest first, however many there are, %s',
    async (_, javaScriptEnabled) => {
      const organiser = await Person.signUp(stage.url, 'Olga Organiser');
      for (let number = 12; number > 0; number -= 1) {
        const startsMs = Date.now() + number * hourMs;
        await organiser.putOnSale(
          {},
          {
            title: `Night ${number}.`,
            startsAt: new Date(startsMs).toISOString(),
            endsAt: new Date(startsMs + 48 * hourMs).toISOString(),
          },
        );
      }
      const { page, context, complaints } = await stage.visit(screens.phone, { javaScriptEnabled });
      await context.addCookies(organiser.cookies);
      await page.goto('/account');
      const doors = page.locator('section', { hasText: 'Check-in' }).getByRole('link');
      const ten = Array.from({ length: 10 }, (_, index) => `Night ${index + 1}.`);
      await expect.poll(() => doors.allInnerTexts()).toEqual([...ten, 'Later']);
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByRole('link', { name: 'Later' }).click();
      await expect.poll(() => doors.allInnerTexts()).toEqual(['Night 11.', 'Night 12.', 'Soonest']);
      await page.getByRole('link', { name: 'Night 12.' }).click();
      await page.waitForURL(/\/door$/);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('are searched by parts of title and venue, %s', async (_, javaScriptEnabled) => {
    const organiser = await Person.signUp(stage.url, 'Olga Organiser');
    for (let number = 1; number <= 9; number += 1) {
      const venueName = number % 2 ? 'Blue Note' : 'Harbour Hall';
      await organiser.createEvent({ title: `Evening ${number}`, venueName });
    }
    const { page, context, complaints } = await stage.visit(screens.phone, { javaScriptEnabled });
    await context.addCookies(organiser.cookies);
    await page.goto('/organiser');
    const titles = page.getByRole('main').getByRole('heading', { level: 2 });
    const search = async (words: string) => {
      await page.getByLabel('Search by title or venue').fill(words);
      await page.getByRole('button', { name: 'Search' }).click();
    };
    await search('harb EVEN');
    await expect
      .poll(() => titles.allInnerTexts())
      .toEqual(['Evening 8', 'Evening 6', 'Evening 4', 'Evening 2']);
    expect(await page.getByLabel('Search by title or venue').inputValue()).toBe('harb EVEN');
    if (javaScriptEnabled) await expectAccessible(page);
    await search('opera');
    await page.getByText('No events match “opera”.').waitFor();
    await search('');
    await expect.poll(() => titles.count()).toBe(9);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
