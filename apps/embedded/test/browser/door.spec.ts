import type { Ticket } from '@onsale/contracts/tickets/http';
import type { Page, Route } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Person } from '../install.js';
import {
  describeInBrowser,
  expectAccessible,
  launchBrowser,
  newVisitor,
  screens,
} from './browser.js';
import { cameraThatSees } from './fake-camera.js';

describeInBrowser('the door, on a phone', (stage) => {
  let eventId: string;
  let tickets: Ticket[];

  beforeAll(async () => {
    const { event, ticketType } = await stage.organiser.putOnSale();
    eventId = event.id;
    const buyer = await Person.signUp(stage.url, 'Berta Büyér');
    ({ tickets } = await buyer.buy(ticketType, 9));
  });

  /** A phone at a gate: the organiser's by default. */
  async function atTheDoor(person = stage.organiser) {
    const visitor = await stage.visit(screens.phone);
    await visitor.context.addCookies(person.cookies);
    await visitor.page.goto(`/organiser/events/${eventId}/door`);
    await visitor.page.getByLabel('Which gate is this?').fill('North');
    await visitor.page.getByRole('button', { name: 'Start checking in' }).click();
    return visitor;
  }
  const type = async (page: Page, code: string) => {
    await page.getByLabel('Type a code').fill(code);
    await page.getByLabel('Type a code').press('Enter');
  };
  const log = (page: Page) => page.locator('section[aria-labelledby=last-scans] li');
  const shortCode = (at: number) => tickets[at]?.shortCode ?? '';
  /** Something that waits until the test opens it. */
  const barrier = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };

  it('answers every code in order when they come faster than the network', async () => {
    const { page, context } = await atTheDoor();
    const slow: (() => Promise<void>)[] = [];
    await page.route('**/api/check-ins', (route) => void slow.push(() => route.continue()));
    await type(page, shortCode(0));
    await type(page, 'ZZZZZ-ZZZZZ');
    await type(page, shortCode(0));
    await expect.poll(() => log(page).count()).toBe(3);
    for (let at = 0; at < 3; at += 1) {
      // One scan is on its way at a time, and none overtakes it.
      await expect.poll(() => slow.length).toBe(at + 1);
      await slow[at]?.();
    }
    await expect
      .poll(() => log(page).allInnerTexts())
      .toEqual([
        expect.stringMatching(/Already admitted: .*North/s),
        expect.stringMatching(/Not found: Check the code/),
        expect.stringMatching(/Admitted: Berta/),
      ]);
    await expectAccessible(page);
    await context.close();
  });

  it('shows admitted after the first answer was lost, and admits once', async () => {
    const { page, context } = await atTheDoor();
    let lost = 0;
    const seen = barrier();
    await page.route('**/api/check-ins', async (route) => {
      if (lost > 0) return seen.opened.then(() => route.continue());
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await type(page, shortCode(1));
    await page.getByText('Not checked yet').first().waitFor();
    seen.open();
    await expect.poll(() => log(page).allInnerTexts()).toEqual([expect.stringMatching(/Admitted/)]);
    expect(lost).toBe(1);
    await context.close();
  });

  it('keeps offline scans across a reload until they are answered', async () => {
    const { page, context } = await atTheDoor();
    const lost = barrier();
    let network: (route: Route) => unknown = (route) => lost.opened.then(() => route.abort());
    await page.route('**/api/check-ins', (route) => network(route));
    await type(page, shortCode(2));
    // The second comes while the first is still on its way.
    await type(page, tickets[3]?.code ?? '');
    lost.open();
    await page.getByText('No network: 2 scans not checked yet.').waitFor();
    await page.getByText('Not checked in yet').first().waitFor();
    await expectAccessible(page);
    await page.reload();
    await page.getByText('2 scans not checked yet').waitFor();
    // A retry of the page's own, answered first, would take the button away.
    const pressed = barrier();
    network = (route) => pressed.opened.then(() => route.continue());
    await page.getByRole('button', { name: /Try/ }).click();
    pressed.open();
    await expect
      .poll(() => log(page).allInnerTexts())
      .toEqual([expect.stringMatching(/Admitted/), expect.stringMatching(/Admitted/)]);
    await page.getByText('not checked yet').waitFor({ state: 'detached' });
    await context.close();
  });

  it('comes back after a reload without the network, with its scans, until its account signs out', async () => {
    const { page, context } = await atTheDoor(await stage.organiser.signInAgain());
    const kept =
      'caches.open("onsale.doors.1").then((cache) => cache.match(location.pathname)).then(Boolean)';
    await expect.poll(() => page.evaluate(kept)).toBe(true);
    await context.setOffline(true);
    await type(page, shortCode(6));
    await page.getByText('No network: 1 scan not checked yet.').waitFor();
    await page.reload();
    await page.getByText('You’re offline.').waitFor();
    await page.getByText('1 scan not checked yet').waitFor();
    await type(page, shortCode(7));
    await page.getByText('2 scans not checked yet').waitFor();
    await expectAccessible(page);

    await context.setOffline(false);
    await expect
      .poll(() => log(page).allInnerTexts())
      .toEqual([expect.stringMatching(/Admitted/), expect.stringMatching(/Admitted/)]);
    await page.getByText('You’re offline.').waitFor({ state: 'detached' });

    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('/');
    await expect.poll(() => page.evaluate('caches.has("onsale.doors.1")')).toBe(false);
    await context.close();
  });

  it('finds a guest without a phone, checks them in, and undoes the check-in', async () => {
    const { page, context, complaints } = await atTheDoor();
    await page.getByText('Find a guest by name').click();
    await page.getByLabel('Name, email or order number').fill('buyer berta');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('button', { name: 'Check in Berta Büyér' }).first().click();
    await page.locator('[data-result=Admitted]').waitFor();
    await expectAccessible(page);
    await log(page).getByRole('button', { name: /Undo/ }).click();
    await page.getByText('Check-in undone').waitFor();
    await page.getByText('Arrivals at all gates').click();
    await expect
      .poll(() => page.locator('details ol li').allInnerTexts())
      .toEqual(expect.arrayContaining([expect.stringMatching(/Check-in undone · North · by you/)]));
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('answers a hand scanner wherever the focus is, and admits nobody at a gate without a name', async () => {
    const { page, context, complaints } = await atTheDoor();
    const scan = (at: number) => page.keyboard.type(`]q1${tickets[at]?.code.toLowerCase()}\n`);
    // Focused, a button takes Enter for a press.
    await page.getByRole('button', { name: 'Change gate' }).focus();
    await scan(8);
    await expect.poll(() => log(page).allInnerTexts()).toEqual([expect.stringMatching(/Admitted/)]);
    await page.getByRole('button', { name: /Undo/ }).focus();
    await scan(8);
    await expect.poll(() => log(page).count()).toBe(2);
    await page.getByText('Find a guest by name').click();
    await page.getByLabel('Name, email or order number').focus();
    await scan(8);
    await page.getByLabel('Sound and vibration').focus();
    await scan(8);
    const again = expect.stringMatching(/Already admitted/);
    await expect
      .poll(() => log(page).allInnerTexts())
      .toEqual([again, again, again, expect.stringMatching(/Admitted/)]);
    await page.getByRole('button', { name: 'Change gate' }).click();
    await page.getByLabel('Which gate is this?').fill('');
    await scan(8);
    await page.getByText('This is a ticket’s code. Name the gate').waitFor();
    await page.getByLabel('Which gate is this?').fill('South');
    await page.getByLabel('Which gate is this?').press('Enter');
    await page.getByText('Gate: South').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('tells visitors who are not door staff what to do, and links staff from their account', async () => {
    const staff = await Person.signUp(stage.url, 'Sam Staff');
    const { page, context } = await stage.visit(screens.phone);
    await context.addCookies(staff.cookies);
    await page.goto(`/organiser/events/${eventId}/door`);
    await page.getByText('Ask the organiser for an invitation link').waitFor();
    await expectAccessible(page);
    await stage.organiser.addStaff(eventId, staff);
    await expect
      .poll(async () => {
        await page.goto(`/organiser/events/${eventId}/door`);
        const step = page.getByLabel('Which gate is this?');
        await step.or(page.getByText('Ask the organiser for an invitation link')).waitFor();
        return step.count();
      })
      .toBe(1);
    await page.goto('/account');
    await page.getByRole('link', { name: 'Concert', exact: true }).click();
    await page.waitForURL(/\/door$/);
    await context.close();
  });

  it('checks tickets in without JavaScript', async () => {
    const { page, context } = await stage.visit(screens.phone, {
      javaScriptEnabled: false,
    });
    await context.addCookies(stage.organiser.cookies);
    await page.goto(`/organiser/events/${eventId}/door`);
    await page.getByLabel('Type a code').fill(`]Q1${tickets[5]?.code.toLowerCase()}`);
    await page.getByLabel('Name of this gate').fill('South');
    await page.getByRole('button', { name: 'Check in', exact: true }).click();
    await page.locator('[data-result=Admitted]').waitFor();
    await context.close();
  });

  it('says that it is mute until someone touches the page', async () => {
    const { page, context } = await stage.visit(screens.phone);
    await context.addCookies(stage.organiser.cookies);
    await page.goto(`/organiser/events/${eventId}/door`);
    await page.getByLabel('Which gate is this?').fill('Quiet gate');
    await page.getByRole('button', { name: 'Start checking in' }).click();
    await page.getByText('Gate: Quiet gate').waitFor();
    // After a reload nobody has touched the page.
    await page.reload();
    await page.getByText('Sound is off.').waitFor();
    await page.getByText('Gate: Quiet gate').click();
    await page.getByText('Sound is off.').waitFor({ state: 'detached' });
    await context.close();
  });

  it('asks for the gate before the camera, then admits what it sees, stays awake, and has a lamp and a choice of cameras', async () => {
    const buyer = await Person.signUp(stage.url, 'Cara Camera');
    const event = await stage.organiser.call<{ ticketTypes: [Parameters<typeof buyer.buy>[0]] }>(
      'GET',
      `/api/events/${eventId}`,
    );
    const [ticket] = (await buyer.buy(event.ticketTypes[0])).tickets;
    const svg = await buyer.send({ method: 'GET', path: `/api/tickets/${ticket?.id}/qr.svg` });
    const withCamera = await launchBrowser(await cameraThatSees(stage.browser, svg.text));
    try {
      const { page, context, complaints } = await newVisitor(withCamera, stage.url, screens.phone);
      await context.grantPermissions(['camera']);
      await context.addInitScript(`
        globalThis.locks = 0;
        Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
          globalThis.locks += 1;
          return { released: true, release: async () => {} };
        } } });
        // A phone with a lamp, and a second camera that is gone when it is asked for.
        const { getCapabilities, applyConstraints } = MediaStreamTrack.prototype;
        MediaStreamTrack.prototype.getCapabilities = function () {
          return { ...getCapabilities.call(this), torch: true };
        };
        MediaStreamTrack.prototype.applyConstraints = async function (wanted) {
          const torch = wanted?.advanced?.[0]?.torch;
          if (torch === undefined) return applyConstraints.call(this, wanted);
          globalThis.lit = torch;
        };
        const devices = navigator.mediaDevices;
        const enumerate = devices.enumerateDevices.bind(devices);
        devices.enumerateDevices = async () => [
          ...(await enumerate()),
          { kind: 'videoinput', deviceId: 'gone', label: 'Front' },
        ];`);
      await context.addCookies(stage.organiser.cookies);
      await page.goto(`/organiser/events/${eventId}/door`);
      await page.getByLabel('Which gate is this?').waitFor();
      expect(await page.evaluate('document.querySelector("video").srcObject')).toBeNull();
      await page.getByLabel('Which gate is this?').fill('Camera gate');
      await page.getByLabel('Which gate is this?').press('Enter');
      await page.locator('[data-result=Admitted]').getByText('Cara Camera').waitFor();
      await expectAccessible(page);
      await expect.poll(() => page.evaluate('globalThis.locks')).toBe(1);
      await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
      await expect.poll(() => page.evaluate('globalThis.locks')).toBe(2);
      // The code is still in the picture: one scan is enough.
      expect(await log(page).count()).toBe(1);
      await page.getByRole('button', { name: 'Light on' }).click();
      await page.getByRole('button', { name: 'Light off' }).waitFor();
      await expect.poll(() => page.evaluate('globalThis.lit')).toBe(true);
      await page.getByLabel('Camera', { exact: true }).selectOption('Front');
      await page.getByRole('button', { name: 'Light on' }).waitFor();
      expect(complaints).toEqual([]);
      await page.reload();
      await page.getByRole('button', { name: 'Stop the camera' }).waitFor();
      await page.getByText('Gate: Camera gate').waitFor();
    } finally {
      await withCamera.close();
    }
  });
});
