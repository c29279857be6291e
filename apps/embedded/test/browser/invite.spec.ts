import { expect, it } from 'vitest';
import { Person } from '../install.js';
import { describeInBrowser, expectAccessible, screens } from './browser.js';

const cases = [
  ['a phone', screens.phone, true],
  ['a phone without JavaScript', screens.phone, false],
  ['a wide screen', screens.wide, true],
] as const;

describeInBrowser('an invitation to the door team', (stage) => {
  it.each(cases)('is made, accepted and left on %s', async (_, size, javaScriptEnabled) => {
    const organiser = await Person.signUp(stage.url, 'Olga Organiser');
    const { event } = await organiser.putOnSale();
    const sam = await Person.signUp(stage.url, 'Sam Staff');
    const own = await stage.visit(size, { javaScriptEnabled });
    await own.context.addCookies(organiser.cookies);
    await own.page.goto(`/organiser/events/${event.id}/staff`);
    await own.page.getByText('No door staff yet.').waitFor();
    await own.page.getByLabel('Who it’s for').fill('Sam, north gate');
    await own.page.getByRole('button', { name: 'Create invitation link' }).click();
    await own.page.getByText('Invitation created: Sam, north gate').waitFor();
    const link = await own.page.getByLabel('Invitation link').inputValue();
    expect(link).toMatch(new RegExp(`^${stage.url}/organiser/invitations/[\\w-]{43}$`));
    await own.page.getByRole('button', { name: 'Withdraw Sam, north gate' }).waitFor();
    if (javaScriptEnabled) await expectAccessible(own.page);

    // A visitor who is signed out signs in first, and comes back.
    const { page, context } = await stage.visit(size, { javaScriptEnabled });
    await page.goto(link);
    await page.waitForURL(/\/signin\?next=/);
    await page.getByText('Sign in to see your invitation.').waitFor();
    await context.addCookies(sam.cookies);
    await page.goto(link);
    await page.getByRole('heading', { name: 'Join the door team?' }).waitFor();
    await page.getByText('Invitation from Olga Organiser').waitFor();
    if (javaScriptEnabled) await expectAccessible(page);
    const referrer = page.locator('meta[name=referrer]');
    expect(await referrer.getAttribute('content')).toBe('same-origin');
    await page.getByRole('button', { name: 'Join the door team' }).click();
    await page.getByRole('heading', { name: 'You’re on the door team' }).waitFor();

    await own.page.goto(`/organiser/events/${event.id}/staff`);
    await own.page.getByText('Invited as: Sam, north gate').waitFor();
    await own.page.getByText(sam.email).waitFor();
    expect(await own.page.getByText('Open invitations').count()).toBe(0);

    // The service of the door learns about it a moment later.
    await expect
      .poll(async () => {
        await page.goto(`/organiser/events/${event.id}/leave`);
        return page.getByRole('button', { name: 'Leave' }).count();
      })
      .toBe(1);
    if (javaScriptEnabled) await expectAccessible(page);
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(/\/organiser$/);
    await page.goto(link);
    await page.getByRole('heading', { name: 'This invitation can’t be used' }).waitFor();
    await Promise.all([own.context.close(), context.close()]);
  });

  it.each(cases)(
    'says on %s that its event is cancelled, and asks nobody to join',
    async (_, size, javaScriptEnabled) => {
      const organiser = await Person.signUp(stage.url, 'Olga Organiser');
      const { event } = await organiser.putOnSale();
      const { url } = await organiser.invite(event.id);
      await organiser.call('POST', `/api/events/${event.id}/cancel`, { reason: 'Storm' });
      const sam = await Person.signUp(stage.url, 'Sam Staff');
      const { page, context } = await stage.visit(size, { javaScriptEnabled });
      await context.addCookies(sam.cookies);
      await page.goto(url);
      await page.getByRole('heading', { name: 'This event is cancelled' }).waitFor();
      expect(await page.getByRole('button', { name: 'Join the door team' }).count()).toBe(0);
      await context.close();
    },
  );

  it.each(cases)(
    'says on %s that its event is over, and asks nobody to join',
    async (_, size, javaScriptEnabled) => {
      const organiser = await Person.signUp(stage.url, 'Olga Organiser');
      const event = await organiser.createEvent();
      const { url } = await organiser.invite(event.id);
      const yesterday = (hour: string) =>
        `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T${hour}:00Z`;
      await organiser.editEvent(event.id, {
        ...{ startsAt: yesterday('19:00'), endsAt: yesterday('21:00') },
        checkInOpensAt: yesterday('18:00'),
      });
      const sam = await Person.signUp(stage.url, 'Sam Staff');
      const { page, context } = await stage.visit(size, { javaScriptEnabled });
      await context.addCookies(sam.cookies);
      await page.goto(url);
      await page.getByRole('heading', { name: 'This event is over' }).waitFor();
      expect(await page.getByRole('button', { name: 'Join the door team' }).count()).toBe(0);
      await context.close();
    },
  );

  it.each(cases)('is withdrawn or declined on %s', async (_, size, javaScriptEnabled) => {
    const organiser = await Person.signUp(stage.url, 'Olga Organiser');
    const { event } = await organiser.putOnSale();
    const [withdrawn, declined] = [
      await organiser.invite(event.id, 'Withdrawn'),
      await organiser.invite(event.id, 'Declined'),
    ];
    const { page, context } = await stage.visit(size, { javaScriptEnabled });
    await context.addCookies(organiser.cookies);
    await page.goto(withdrawn.url);
    await page.getByText('You organise this event').waitFor();
    await page.goto(`/organiser/events/${event.id}/staff`);
    await page.getByRole('button', { name: 'Withdraw Withdrawn' }).click();
    await page.getByText('Withdrawn').waitFor({ state: 'detached' });
    await context.clearCookies();
    await context.addCookies((await Person.signUp(stage.url, 'Sam')).cookies);
    await page.goto(withdrawn.url);
    await page.getByRole('heading', { name: 'This invitation can’t be used' }).waitFor();
    await page.goto(declined.url);
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('heading', { name: 'You declined the invitation' }).waitFor();
    await page.goto(declined.url);
    await page.getByRole('heading', { name: 'This invitation can’t be used' }).waitFor();
    await context.close();
  });
});
