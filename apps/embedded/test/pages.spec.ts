import { eventually } from '@onsale/testing';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Person } from './install.js';
import { pagesAreBuilt } from './shared-install.js';

/** Less than the ten seconds after which a page is rendered again without news. */
const soon = { timeoutMs: 9_000 };

describe.runIf(pagesAreBuilt)('the pages of an install', () => {
  const url = inject('sharedInstall');
  let organiser: Person;

  beforeAll(async () => {
    organiser = await Person.signUp(url, 'Olga Organiser');
  });

  const page = (path: string, headers: Record<string, string> = {}) =>
    Person.anonymous(url).send({ method: 'GET', path, headers });

  it.each(['/', '/signin', '/tickets', '/orders', '/account'])(
    'have the same bytes for everyone: %s',
    async (path) => {
      // Other specs may publish an event in between.
      await eventually(async () => {
        const nobody = await page(path);
        const someone = await organiser.send({ method: 'GET', path });
        expect([nobody.status, someone.status]).toEqual([200, 200]);
        expect(someone.text).toBe(nobody.text);
        expect(someone.text).not.toContain('Olga');
        expect(nobody.headers.get('set-cookie')).toBeNull();
        expect(nobody.headers.get('cache-control')).toContain('public');
      });
    },
  );

  it.each([
    ['/signin?plain=1', 'current-password'],
    ['/signup?plain=1', 'new-password'],
  ])(
    'hide a password that is typed, and let a password manager fill it in: %s',
    async (path, how) => {
      const { text } = await page(path);
      const [field = ''] = /<input[^>]*name="password"[^>]*>/.exec(text) ?? [];
      expect(field).toContain('type="password"');
      expect(field.toLowerCase()).toContain(`autocomplete="${how}"`);
      // Neither plug-ins nor what would keep a person from pasting.
      expect(text).not.toMatch(/<(object|embed|applet)\b|\bonpaste=/i);
      expect(text).not.toMatch(/secret question/i);
    },
  );

  it('of an event are the same for everyone, whatever the query contains', async () => {
    const { event } = await organiser.putOnSale();
    const path = `/events/${event.id}`;
    // News of the event just published may have the page rendered again in between.
    await eventually(async () => {
      const nobody = await page(path);
      const visitor = { 'accept-language': 'ar-EG', 'user-agent': 'x' };
      const others = [
        await page(`${path}?utm_source=mail&quantity-x=2`, visitor),
        await organiser.send({ method: 'GET', path }),
      ];
      for (const other of others) expect(other.text).toBe(nobody.text);
      expect(nobody.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
      const etag = nobody.headers.get('etag') ?? '';
      expect((await page(path, { 'if-none-match': etag })).status).toBe(304);
    });
  });

  it('contain what an organiser typed as text alone, in their data for search engines too', async () => {
    const hostile = '</script><script>alert(7)</script><!--"onload="x';
    const { event } = await organiser.putOnSale(
      { name: hostile },
      { title: hostile, venueName: hostile, description: hostile },
    );
    await eventually(async () => {
      const { text } = await page(`/events/${event.id}`);
      expect(text).not.toMatch(/<script>alert|<!--"onload|="x"/);
      expect(text).toContain('&lt;/script&gt;&lt;script&gt;alert(7)');
      const data = /<script[^>]*ld\+json[^>]*>(.*?)<\/script>/s.exec(text)?.[1] ?? '';
      expect(JSON.parse(data).name).toBe(hostile);
    });
  });

  it('show a change of their event as soon as they are rendered', async () => {
    const { event, ticketType } = await organiser.putOnSale();
    const path = `/events/${event.id}`;
    const moved = `Moved ${event.id.slice(-8)}`;
    // Rendering on a busy machine takes longer than anyone is kept waiting.
    const shows = (where: string, words: string) =>
      eventually(async () => expect((await page(where)).text).toContain(words), soon);
    await shows(path, 'Concert');
    await organiser.editEvent(event.id, { title: moved });
    await shows(path, moved);
    await shows(`/?q=${moved.slice(-8)}`, moved);
    await organiser.editTicketType(ticketType, { name: 'Balcony' });
    await shows(path, 'Balcony');
    await organiser.call('POST', `/api/events/${event.id}/cancel`, { reason: 'Rain' });
    await shows(path, 'This event has been cancelled.');
  });

  it('explain that the image in a form is too large', async () => {
    const raw = {
      type: 'multipart/form-data; boundary=x',
      bytes: new Uint8Array(10 * 1024 * 1024),
    };
    const path = '/organiser/events/new';
    const answer = await organiser.send({ method: 'POST', path, raw });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('The image is too large');
    expect(answer.text).toContain('Back button');
  });

  it('show that the last ticket is gone, and that one came back, soon after', async () => {
    const title = crypto.randomUUID().slice(0, 8);
    const { event, ticketType } = await organiser.putOnSale({ capacity: 2 }, { title });
    const path = `/events/${event.id}`;
    await eventually(async () => expect((await page(path)).text).toContain('Only 2 left'));
    const buyer = await Person.signUp(url, 'Berta Buyer');
    const order = await buyer.order(ticketType, 2);
    const list = () => page(`/?q=${title}`);
    await eventually(async () => {
      expect((await page(path)).text).toContain('Sold out');
      expect((await list()).text).toContain('Sold out');
    }, soon);
    await buyer.call('DELETE', `/api/orders/${order.id}`);
    await eventually(async () => expect((await page(path)).text).toContain('Only 2 left'), soon);
  });

  it('of a draft are not public, and are rendered for its organiser on request', async () => {
    const draft = await organiser.createEvent({ title: 'Secret' });
    expect((await page(`/events/${draft.id}`)).status).toBe(404);
    expect((await page(`/events/${draft.id}?plain=1`)).status).toBe(404);
    const own = await organiser.send({ method: 'GET', path: `/events/${draft.id}?plain=1` });
    expect(own.text).toContain('This is a draft.');
    expect(own.headers.get('cache-control')).toContain('no-store');
  });

  it('of an organiser say without scripts that an event is not there, to others as to strangers', async () => {
    const { event } = await organiser.putOnSale();
    const other = await Person.signUp(url, 'Otto Other');
    const noOrder = `/orders/${event.id}`;
    const pages = ['', '/edit', '/tickets', '/orders', noOrder, '/attendees', '/staff', '/sheet'];
    for (const one of [...pages, '/cancel', '/leave']) {
      for (const [who, id] of [
        [other, event.id],
        [organiser, '01934f7e-7b1c-7000-8000-000000000001'],
        [organiser, 'none'],
      ] as const) {
        const path = `/organiser/events/${id}${one}`;
        const answer = await who.send({ method: 'GET', path });
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.text, path).toMatch(/<h1[^>]*>Page not found<\/h1>/);
        if (one !== '/leave') expect(answer.text, path).toMatch(/<title[^>]*>Not found · /);
      }
    }
    const own = await organiser.send({
      method: 'GET',
      path: `/organiser/events/${event.id}${noOrder}`,
    });
    expect([own.status, /<h1[^>]*>Page not found/.test(own.text)]).toEqual([404, true]);
    const qr = await other.send({ method: 'GET', path: `/organiser/events/${event.id}/qr` });
    expect(qr.status).toBe(404);
    const nowhere = await organiser.send({ method: 'GET', path: '/organiser/nowhere' });
    expect([nowhere.status, /<h1[^>]*>Page not found/.test(nowhere.text)]).toEqual([404, true]);
    // It belongs to no part of the site, and does not take its visitor for a stranger.
    expect(nowhere.text).not.toMatch(/aria-current="page"|>Sign in</);
  });

  it('are not rendered as public for a caller who claims to be the front', async () => {
    const { event } = await organiser.putOnSale();
    const claimed = await page(`/events/${event.id}?plain=1`, { 'x-onsale-render': '1' });
    expect(claimed.headers.get('content-security-policy')).toContain('nonce-');
  });

  it('accept forms only from their own site', async () => {
    const { event, ticketType } = await organiser.putOnSale();
    const buyer = await Person.signUp(url, 'Nora Noscript');
    const fields = new URLSearchParams({
      [`quantity-${ticketType.id}`]: '1',
      [`price-${ticketType.id}`]: '2500 EUR',
    });
    const post = (origin: string) =>
      buyer.send({
        method: 'POST',
        path: `/events/${event.id}`,
        raw: { type: 'application/x-www-form-urlencoded', bytes: fields.toString() },
        headers: { origin },
      });
    const orders = async () => (await buyer.call<{ items: object[] }>('GET', '/api/orders')).items;
    await post('https://elsewhere.example');
    expect(await orders()).toHaveLength(0);
    const answer = await post(url);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/checkout\/[0-9a-f-]{36}\?plain=1$/);
    expect(await orders()).toHaveLength(1);
  });

  it('lead a person who is signed in to “Sign out”, from the header of every page of their own', async () => {
    const { event, ticketType } = await organiser.putOnSale();
    const { order, tickets } = await organiser.buy(ticketType);
    const personal = ['/tickets', `/tickets/${tickets[0]?.id}`, '/orders', `/orders/${order.id}`];
    const parts = ['', '/edit', '/tickets', '/orders', '/attendees', '/door', '/staff', '/sheet'];
    for (const path of [
      ...personal.map((one) => `${one}?plain=1`),
      ...['/organiser', '/organiser/events/new'],
      ...[...parts, '/cancel'].map((one) => `/organiser/events/${event.id}${one}`),
    ]) {
      // The services receive the event and the order a moment later.
      await eventually(async () => {
        const { status, text } = await organiser.send({ method: 'GET', path });
        expect([path, status]).toEqual([path, 200]);
        expect(/<header.*?<\/header>/s.exec(text)?.[0], path).toContain('href="/account"');
      });
    }
    const account = await organiser.send({ method: 'GET', path: '/account?plain=1' });
    expect(account.text).toMatch(/<button[^>]*>[^<]*Sign out/);
  });

  it('hold what was asked for before signing in only when forms of this site asked and signed in', async () => {
    const { event, ticketType } = await organiser.putOnSale();
    const { email } = await Person.signUp(url, 'Cleo Cross');
    const post = (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
      Person.anonymous(url).send({
        ...{ method: 'POST', path, headers },
        raw: {
          type: 'application/x-www-form-urlencoded',
          bytes: new URLSearchParams(fields).toString(),
        },
      });
    const quantity = { [`quantity-${ticketType.id}`]: '1' };
    const pick = { ...quantity, [`price-${ticketType.id}`]: '2500 EUR' };
    const asked = await post(`/events/${event.id}`, pick, { origin: url });
    expect(asked.status).toBe(303);
    const signInPath = asked.headers.get('location') ?? '';
    const [cookie = ''] = asked.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    const signIn = (headers: Record<string, string>, path = signInPath) =>
      post(path, { email, password: 'correct horse battery' }, headers);
    const crossed = await signIn({ origin: 'https://elsewhere.example', cookie });
    expect([crossed.status, crossed.headers.getSetCookie()]).toEqual([403, []]);
    const all = new URLSearchParams({ event: event.id, ...pick });
    const linked = `/signin?plain=1&next=${encodeURIComponent(`/events/${event.id}?${all}`)}`;
    for (const answer of [await signIn({ origin: url }), await signIn({ origin: url }, linked)]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([
        ...[303, expect.stringMatching(`^/events/${event.id}\\?`)],
      ]);
    }
    const answer = await signIn({ origin: url, cookie });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/checkout\/[0-9a-f-]{36}\?plain=1$/);
    expect(answer.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/asked=; .*Max-Age=0/),
    );
  });

  it('make one order from a form that is sent twice at once', async () => {
    const { event, ticketType } = await organiser.putOnSale();
    const buyer = await Person.signUp(url, 'Dora Double');
    const bytes = `quantity-${ticketType.id}=2&price-${ticketType.id}=2500+EUR`;
    const post = () =>
      buyer.send({
        method: 'POST',
        path: `/events/${event.id}`,
        raw: { type: 'application/x-www-form-urlencoded', bytes },
      });
    const [one, other] = await Promise.all([post(), post()]);
    expect(one.headers.get('location')).toBe(other.headers.get('location'));
    const { items } = await buyer.call<{ items: object[] }>('GET', '/api/orders');
    expect(items).toHaveLength(1);
  });

  it.each([
    ['/', 200],
    ['/?plain=1', 200],
    ['/no-such-page', 404],
    ['/robots.txt', 200],
    ['/_next/static/none.js', 404],
    ['/api/events', 200],
    ['/api/events/none', 400],
    ['/api/none', 404],
    ['/api/openapi.json', 200],
    ['/api/docs', 200],
    ['/api/docs/assets/swagger-ui.css', 200],
    ['/api/%zz', 400],
    ['/healthz', 200],
  ])(
    'and all other answers let no browser guess their type or frame them: %s',
    async (path, status) => {
      const answer = await page(path);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
    },
  );
});
