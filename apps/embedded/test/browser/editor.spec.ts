import type { EventListing } from '@onsale/contracts/catalog/http';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { png } from '../callers.js';
import { Person } from '../install.js';
import { describeInBrowserWith, expectAccessible, type newVisitor, screens } from './browser.js';
import { localMoment, openEditor } from './flows.js';

// The spec waits for an idle network, which the lean browser does not always report.
const inWholeBrowser = { isWhole: true };

describeInBrowserWith(inWholeBrowser, 'the editor of an event', (stage) => {
  const signIn = (context: BrowserContext) => context.addCookies(stage.organiser.cookies);
  const visitor = async (options: Parameters<typeof newVisitor>[3] = {}) => {
    const made = await stage.visit(screens.wide, options);
    await signIn(made.context);
    return made;
  };
  const read = (id: string) => stage.organiser.call<EventListing>('GET', `/api/events/${id}`);
  const typedIn = (page: Page, label: string) =>
    page.getByLabel(label, { exact: true }).inputValue();
  const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = (page: Page) => page.getByText('Saved.', { exact: true }).waitFor();

  it('keeps everything typed when the session has ended, for after signing in again', async () => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor();
    await openEditor(page, `/organiser/events/${id}/edit`);
    await page.getByLabel('Title').fill('An hour of typing');
    await page.getByLabel('Description').fill('Words, words, words.');
    await context.clearCookies();
    await save(page);
    const again = page.getByRole('link', { name: 'Sign in in a new tab' });
    await again.waitFor();
    expect(await again.getAttribute('target')).toBe('_blank');
    expect(await typedIn(page, 'Title')).toBe('An hour of typing');
    await expectAccessible(page);
    await signIn(context);
    await save(page);
    await saved(page);
    expect(await read(id)).toMatchObject({
      title: 'An hour of typing',
      description: 'Words, words, words.',
    });
    await context.close();
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['an event', 'edit', 'Save', { title: 'An hour of typing', description: 'Words, words.' }],
    [
      'a ticket type',
      'tickets',
      'Add ticket type',
      { name: 'Gallery', price: '45', capacity: '40' },
    ],
    ['a reason to cancel', 'cancel', 'Cancel event', { reason: 'The roof leaks.' }],
  ])('keeps %s typed without JavaScript when the session has ended', async (...of) => {
    const [_what, path, button, texts] = of;
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor({ javaScriptEnabled: false });
    await page.goto(`/organiser/events/${id}/${path}`);
    const field = (name: string) => page.locator(`form [name="${name}"]`);
    for (const [name, text] of Object.entries(texts)) await field(name).fill(text);
    if (path === 'cancel') await field('understood').check();
    const send = () => page.getByRole('button', { name: button, exact: true }).click();
    await context.clearCookies();
    await send();
    await page.getByRole('link', { name: 'Sign in in a new tab' }).waitFor();
    for (const [name, text] of Object.entries(texts)) {
      expect(await field(name).inputValue(), name).toBe(text);
    }
    await signIn(context);
    await send();
    const [first = ''] = Object.values(texts);
    await expect.poll(async () => JSON.stringify(await read(id))).toContain(first);
    await context.close();
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['an event', 'edit', 'Save', { title: 'An hour of typing', description: 'Words, words.' }],
    ['a new event', 'new', 'Save and continue', { title: 'New', venueName: 'Hall' }],
    [
      'a ticket type',
      'tickets',
      'Add ticket type',
      { name: 'Gallery', price: '45', capacity: '40' },
    ],
    ['a reason to cancel', 'cancel', 'Cancel event', { reason: 'The roof leaks.' }],
    ['a note to an invitation', 'staff', 'Create invitation link', { label: 'Sam, north' }],
  ])('keeps %s typed when no answer comes', async (_what, path, button, texts) => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor();
    const of = path === 'new' ? '/organiser/events/new' : `/organiser/events/${id}/${path}`;
    await openEditor(page, of);
    const field = (name: string) => page.locator(`form [name="${name}"]`);
    for (const [name, text] of Object.entries(texts)) await field(name).fill(text);
    if (path === 'cancel') await field('understood').check();
    const send = () => page.getByRole('button', { name: button, exact: true }).click();
    const lost = (route: Route) =>
      route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue();
    await page.route('**/organiser/**', lost);
    await send();
    await page.getByText('No answer, so this may or may not be saved.').waitFor();
    for (const [name, text] of Object.entries(texts)) {
      expect(await field(name).inputValue(), name).toBe(text);
    }
    await page.unroute('**/organiser/**', lost);
    await send();
    const said = page.getByText('No answer, so this may or may not be saved.');
    await said.waitFor({ state: 'detached' });
    await context.close();
  });

  it('offers what was typed in a tab that was closed, and forgets it once it is saved', async () => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor();
    const path = `/organiser/events/${id}/edit`;
    await openEditor(page, path);
    await page.getByLabel('Title').fill('Typed and closed');
    await page.close();
    // Meanwhile someone else changes another field, and that change stays.
    await stage.organiser.editEvent(id, { venueName: 'New Hall' });
    const next = await context.newPage();
    await openEditor(next, path);
    expect(await typedIn(next, 'Title')).toBe('Concert');
    await next.getByRole('button', { name: 'Restore them' }).click();
    expect(await typedIn(next, 'Title')).toBe('Typed and closed');
    await save(next);
    await saved(next);
    expect(await read(id)).toMatchObject({ title: 'Typed and closed', venueName: 'New Hall' });
    await openEditor(next, path);
    expect(await next.getByText('You have unsaved changes.').count()).toBe(0);
    await context.close();
  });

  it('forgets what was typed when its writer signs out', async () => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await stage.visit(screens.wide);
    // A session of its own, which ends.
    await context.addCookies((await stage.organiser.signInAgain()).cookies);
    await openEditor(page, `/organiser/events/${id}/edit`);
    await page.getByLabel('Title').fill('Typed and left');
    const drafts = `Object.keys(localStorage).filter((name) => name.startsWith('onsale.draft.')).length`;
    await expect.poll(() => page.evaluate(drafts)).toBe(1);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${stage.url}/`);
    expect(await page.evaluate(drafts)).toBe(0);
    await context.close();
  });

  it('accepts a 12-megapixel photo from a phone, which the page shows whole and in several sizes', async () => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor();
    await openEditor(page, `/organiser/events/${id}/edit`);
    // Like a camera's photo of leaves: no part of it is smooth.
    const bytes = await page.evaluate<number>(`(async () => {
      const canvas = new OffscreenCanvas(3000, 4000);
      const context = canvas.getContext('2d');
      const noise = context.createImageData(500, 500);
      for (let at = 0; at < noise.data.length; at += 1) noise.data[at] = Math.random() * 256;
      for (let x = 0; x < 3000; x += 500)
        for (let y = 0; y < 4000; y += 500) context.putImageData(noise, x, y);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      const chosen = new DataTransfer();
      chosen.items.add(new File([blob], 'IMG_0815.JPG', { type: 'image/jpeg' }));
      const input = document.querySelector('input[type=file]');
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      return blob.size;
    })()`);
    expect(bytes).toBeGreaterThan(4_000_000);
    await page.getByText('Image uploaded.').waitFor({ timeout: 30_000 });
    await save(page);
    await saved(page);
    const { image } = await read(id);
    expect([image?.width, image?.height]).toEqual([1500, 2000]);
    await page.goto(`/events/${id}?plain=1`);
    await page.locator('article img').waitFor();
    const [sizes, fit] = await page.evaluate<string[]>(
      '((img) => [img.srcset, getComputedStyle(img).objectFit])(document.querySelector("article img"))',
    );
    expect(sizes?.split(',')).toHaveLength(image?.sizes.length ?? 0);
    expect(fit).toBe('contain');
    await context.close();
  });

  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ])(
    'preselects the time zone of a browser in %s under its current name',
    async (timezoneId, name) => {
      const { page, context } = await visitor({ timezoneId });
      await openEditor(page, '/organiser/events/new');
      expect(await page.getByLabel('Time zone of the venue').inputValue()).toBe(name);
      await context.close();
    },
  );

  it('moves the end with the start, and shows times in the venue’s time zone', async () => {
    const { page, context } = await visitor({ timezoneId: 'Asia/Tokyo' });
    await openEditor(page, '/organiser/events/new');
    const preview = page.getByRole('region', { name: 'Preview' });
    expect(await preview.innerText()).not.toContain('UTC');
    await page.getByLabel('Begins').fill(localMoment(30, 20));
    expect(await typedIn(page, 'Ends')).toBe(localMoment(30, 22));
    await page.getByLabel('Ends').fill(localMoment(30, 23));
    await page.getByLabel('Begins').fill(localMoment(31, 19));
    expect(await typedIn(page, 'Ends')).toBe(localMoment(31, 22));
    await page.getByText('Test mode: this install takes no real money.').waitFor();
    await context.close();
  });

  it('shows no preview without JavaScript while the time zone is not known', async () => {
    const { page, context } = await visitor({ javaScriptEnabled: false });
    await page.goto('/organiser/events/new');
    await page.getByLabel('Title', { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Preview' }).isVisible()).toBe(false);
    await context.close();
  });

  it('shows the preview first on a phone, and leaves most of the screen to the form', async () => {
    const { id } = await stage.organiser.createEvent({ title: 'Seen First' });
    const { page, context } = await stage.visit(screens.phone);
    await signIn(context);
    await openEditor(page, `/organiser/events/${id}/edit`);
    const preview = page.getByRole('region', { name: 'Preview' });
    const title = page.getByLabel('Title', { exact: true });
    const boxes = await Promise.all([preview.boundingBox(), title.boundingBox()]);
    const [shown, typed] = boxes.map((box) => box ?? { y: 0, height: 0 });
    expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThanOrEqual(typed?.y ?? 0);
    expect(shown?.height).toBeLessThan(screens.phone.height / 2);
    await title.fill('Seen At Once');
    await preview.getByText('Seen At Once').waitFor();
    await context.close();
  });

  it('opens a copy of an event as a draft, and says what to check in it', async () => {
    const { event } = await stage.organiser.putOnSale({}, { title: 'Every month' });
    const { page, context } = await visitor();
    await page.goto(`/organiser/events/${event.id}`);
    await page.getByRole('button', { name: 'Copy Every month' }).click();
    await page.getByText('This draft is a copy').waitFor();
    await page.getByText('Check dates and sales times').waitFor();
    expect(page.url()).not.toContain(event.id);
    expect(await typedIn(page, 'Title')).toBe('Every month');
    await context.close();
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('adds an image and replaces it, %s', async (_way, javaScriptEnabled) => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor({ javaScriptEnabled });
    const chooseAndSave = async (changes: () => Promise<void> = async () => undefined) => {
      await openEditor(page, `/organiser/events/${id}/edit`);
      await page
        .getByLabel(/Upload an/)
        .setInputFiles({ name: 'poster.png', mimeType: 'image/png', buffer: Buffer.from(png) });
      if (javaScriptEnabled) await page.getByText('Image uploaded.').waitFor();
      await changes();
      await save(page);
    };
    await chooseAndSave();
    await saved(page);
    const { imageUrl: first } = await read(id);
    expect(first).toMatch(/^\/api\/images\//);
    // The browser accepts spaces as a title, and we do not.
    await chooseAndSave(() => page.getByLabel('Title').fill('   '));
    await page.getByText('Enter a title.').waitFor();
    await page.getByLabel('Title').fill('Another poster');
    await save(page);
    await saved(page);
    const { imageUrl: second, title } = await read(id);
    expect(title).toBe('Another poster');
    expect(second).toMatch(/^\/api\/images\//);
    expect(second).not.toBe(first);
    await context.close();
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('removes an image, %s', async (_way, javaScriptEnabled) => {
    const stored = await stage.organiser.send({
      method: 'POST',
      path: '/api/images',
      raw: { type: 'image/png', bytes: png },
    });
    const { id } = await stage.organiser.createEvent({ imageUrl: stored.json.imageUrl });
    const { page, context } = await visitor({ javaScriptEnabled });
    await openEditor(page, `/organiser/events/${id}/edit`);
    await page.getByLabel('Remove the image').check();
    await save(page);
    await saved(page);
    expect((await read(id)).imageUrl).toBe(null);
    await context.close();
  });

  it('accepts a price as people write it, and says in view what was saved', async () => {
    const { id } = await stage.organiser.createEvent();
    const { page, context } = await visitor();
    await openEditor(page, `/organiser/events/${id}/tickets`);
    await page.getByLabel('Name', { exact: true }).fill('Stalls');
    await page.getByLabel(/^Price in EUR/).fill('€ 45');
    await page.getByLabel('Quantity').fill('40');
    await page.getByRole('button', { name: 'Add ticket type' }).click();
    await page.getByText('“Stalls” is saved.').waitFor();
    const focused = () => page.evaluate('document.activeElement?.textContent');
    await expect.poll(focused).toContain('“Stalls” is saved.');
    expect((await read(id)).ticketTypes[0]?.price).toEqual({ amount: 4500, currency: 'EUR' });
    await page.getByRole('link', { name: 'Edit Stalls' }).click();
    await expect.poll(() => page.evaluate('document.activeElement?.name')).toBe('name');
    await context.close();
  });

  it('is one click from the draft’s page, and from the public page for its organiser alone', async () => {
    const draft = await stage.organiser.createEvent();
    const { event } = await stage.organiser.putOnSale();
    const { page, context, complaints } = await visitor();
    await openEditor(page, `/events/${draft.id}?plain=1`);
    await page.getByRole('link', { name: 'Back to the editor' }).click();
    await page.waitForURL(`**/organiser/events/${draft.id}/edit`);
    await page.goto(`/events/${event.id}`); // never idle: it watches the stock
    await page.getByRole('link', { name: 'Manage it' }).waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    const other = await stage.visit(screens.wide);
    await other.page.goto(`/events/${event.id}`);
    await other.page
      .getByText('Parterre')
      .or(other.page.getByText('General admission'))
      .first()
      .waitFor();
    expect(await other.page.getByRole('link', { name: 'Manage it' }).count()).toBe(0);
    await other.context.close();
    await context.close();
  });

  it('offers the address of a published event to copy, and as a QR code to print', async () => {
    const { event } = await stage.organiser.putOnSale();
    const { page, context } = await visitor();
    await page.goto(`/organiser/events/${event.id}`); // never idle: it watches the sales
    expect(await typedIn(page, 'Event link')).toBe(`${stage.url}/events/${event.id}`);
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    await expectAccessible(page);
    const svg = await stage.organiser.send({
      method: 'GET',
      path: `/organiser/events/${event.id}/qr?as=svg`,
    });
    expect(svg.status).toBe(200);
    expect(svg.text).toContain('<svg');
    const png = await stage.organiser.send({
      method: 'GET',
      path: `/organiser/events/${event.id}/qr?as=png`,
    });
    expect(png.headers.get('content-type')).toBe('image/png');
    const stranger = await Person.signUp(stage.url, 'Sam Stranger');
    const refused = await stranger.send({
      method: 'GET',
      path: `/organiser/events/${event.id}/qr?as=svg`,
    });
    expect(refused.status).toBe(404);
    await context.close();
  });
});
