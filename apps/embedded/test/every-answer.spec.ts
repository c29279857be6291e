import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@onsale/testing';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Person } from './install.js';
import { pagesAreBuilt } from './shared-install.js';

/** The head of the install's answer to these exact bytes. */
async function headOf(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(request, 'latin1');
  let answer = '';
  for await (const piece of socket.setEncoding('latin1')) {
    answer += String(piece);
    if (answer.includes('\r\n\r\n')) break;
  }
  return answer.split('\r\n\r\n')[0]?.toLowerCase() ?? '';
}

describe.runIf(pagesAreBuilt)('every kind of answer', () => {
  const url = inject('sharedInstall');
  const { host } = new URL(url);
  const places = new Map<string, string>();
  let organiser: Person;

  beforeAll(async () => {
    organiser = await Person.signUp(url, 'Olga Organiser');
    const { event, ticketType } = await organiser.putOnSale({
      price: { amount: 0, currency: 'EUR' },
    });
    const { order, tickets } = await organiser.buy(ticketType);
    const home = await (await fetch(url)).text();
    const script = /src="(\/_[^"]+\.js)"/.exec(home)?.[1] ?? '';
    places
      .set('{event}', event.id)
      .set('{order}', order.id)
      .set('{ticket}', tickets[0]?.id ?? '')
      .set('{script}', script);
  });

  const at = (path: string) => path.replace(/\{\w+\}/, (name) => places.get(name) ?? name);
  const guards = ({ headers }: { headers: Headers }) => ({
    type: headers.get('x-content-type-options'),
    frames: headers.get('x-frame-options'),
    others: headers.get('access-control-allow-origin'),
  });
  const guarded = { type: 'nosniff', frames: 'DENY', others: null };

  it.each([
    ['the programme', '/', 200],
    ['a search', '/?q=concert', 200],
    ['a kept page', '/events/{event}', 200],
    ['a page for one visitor', '/events/{event}?plain=1', 200],
    ['a shell', '/orders/{order}', 200],
    ['a page of the organiser', '/organiser/events/{event}', 200],
    ['a redirect to sign in', '/organiser', 200],
    ['a code as an image', '/organiser/events/{event}/qr', 200],
    ['a page that is not there', '/nowhere', 404],
    ['an event that is not there', '/events/01934f7e-7b1c-7000-8000-000000000001', 404],
    ['a script', '{script}', 200],
    ['a file that is not there', '/_next/static/none.js', 404],
    ['the icon', '/favicon.ico', 200],
    ['the manifest', '/manifest.webmanifest', 200],
    ['the map of the site', '/sitemap.xml', 200],
    ['words for robots', '/robots.txt', 200],
    ['the API', '/api/events', 200],
    ['live stock', '/api/events/{event}/availability/stream', 200],
    ['a ticket as a PDF', '/api/tickets/{ticket}/pdf', 200],
    ['a calendar', '/api/tickets/{ticket}/event.ics', 200],
    ['a table', '/api/events/{event}/attendees.csv', 200],
    ['an address of the API that is not there', '/api/nowhere', 404],
    ['an address that cannot be read', '/api/%zz', 400],
    ['the document of the API', '/api/openapi.json', 200],
    ['the page of the API', '/api/docs', 200],
    ['a style of that page', '/api/docs/assets/swagger-ui.css', 200],
    ['the first script of that page', '/api/docs/start.js', 200],
    ['the code of a ticket', '/api/tickets/{ticket}/qr.svg', 200],
    [
      'an image from elsewhere',
      '/_next/image?url=https%3A%2F%2Fexample.org%2Fa.png&w=640&q=75',
      404,
    ],
    ['a probe', '/healthz', 200],
    ['metrics without the token', '/metrics', 401],
  ])('lets no browser guess its type or frame it: %s', async (_what, path, status) => {
    const origin = 'https://elsewhere.example';
    for (const accept of ['text/html', '*/*']) {
      const answer = await organiser.send({
        method: 'GET',
        path: at(path),
        headers: { accept, origin },
      });
      expect([path, answer.status]).toEqual([path, status]);
      expect({ path, ...guards(answer) }).toEqual({ path, ...guarded });
      // JSON and live stock have one character set by their standards.
      const itsOwn = /^(image\/(?!svg)|application\/(pdf|\S*json)|text\/event-stream)/;
      const type = answer.headers.get('content-type') ?? '';
      if (answer.text !== '' && !itsOwn.test(type))
        expect([path, type]).toEqual([path, expect.stringContaining('charset=utf-')]);
    }
    const head = await organiser.send({ method: 'HEAD', path: at(path) });
    expect({ path, ...guards(head) }).toEqual({ path, ...guarded });
  });

  it.each([
    ...['/', '/?q=concert', '/events/{event}', '/events/{event}?plain=1', '/orders/{order}'],
    ...['/organiser/events/{event}', '/signin', '/nowhere'],
  ])(
    'that is a page says what it may run, who may frame it and what other sites learn: %s',
    async (path) => {
      const { headers } = await organiser.send({ method: 'GET', path: at(path) });
      const policy = headers.get('content-security-policy') ?? '';
      const [scripts = ''] = /script-src [^;]*/.exec(policy) ?? [];
      expect(scripts).toMatch(/'self'/);
      expect(scripts).not.toMatch(/'unsafe-|\*|https?:|data:|blob:/);
      for (const rule of [/object-src 'none'/, /base-uri 'none'/, /frame-ancestors 'none'/]) {
        expect(policy).toMatch(rule);
      }
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    },
  );

  it('lists no folder, and gives no file of the install itself', async () => {
    const folders = ['/_next/static', '/_next/static/', '/_next/static/chunks/', '/_onsale/'];
    const files = ['/package.json', '/.git/config', '/.env', '/secrets.json', '/server.mjs'];
    for (const path of [...folders, ...files]) {
      expect([path, (await organiser.send({ method: 'GET', path })).status]).toEqual([path, 404]);
    }
  });

  it('refuses TRACE, which would repeat cookies', async () => {
    for (const path of ['/', '/events/{event}', '{script}', '/api/events'].map(at)) {
      const lines = [`TRACE ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close'];
      const head = await headOf(url, `${lines.join('\r\n')}\r\n\r\n`);
      expect([path, head]).toEqual([path, expect.stringMatching(/^http\/1\.1 40[45] /)]);
    }
  });

  it('keeps these headers when its content has not changed', async () => {
    for (const path of ['/', '/events/{event}', '{script}'].map(at)) {
      // Other specs may change the programme in between.
      await eventually(async () => {
        const first = await organiser.send({ method: 'GET', path });
        const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
        const again = await organiser.send({ method: 'GET', path, headers });
        expect([path, again.status]).toEqual([path, 304]);
        expect(guards(again)).toEqual(guarded);
      });
    }
  });

  it.each([
    ['another method', 'DELETE /api/events HTTP/1.1'],
    ['another method at a page', 'DELETE /nowhere HTTP/1.1'],
    ['a form at a page that has none', 'POST / HTTP/1.1\r\nContent-Length: 0'],
    ['an unknown host', 'GET / HTTP/1.1\r\nHost: rebound.example'],
    ['no HTTP', 'EHLO mail.example'],
    ['too many headers', `GET / HTTP/1.1\r\nCookie: a=${'x'.repeat(17_000)}`],
    ['an expectation', 'GET / HTTP/1.1\r\nExpect: miracles'],
    ['an upgrade', 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket'],
    ['a tunnel', 'CONNECT a.example:443 HTTP/1.1'],
  ])('keeps these headers for %s', async (_what, lines) => {
    const own = lines.includes('Host: ') ? '' : `Host: ${host}\r\n`;
    const head = await headOf(url, `${lines}\r\n${own}Connection: close\r\n\r\n`);
    expect(head).toMatch(/^http\/1\.1 \d{3}/);
    expect(head).toContain('\r\nx-content-type-options: nosniff');
    expect(head).toContain('\r\nx-frame-options: deny');
  });

  it.each([
    { 'x-forwarded-proto': 'javascript' },
    { 'x-forwarded-proto': 'https, http' },
    { 'x-forwarded-host': 'a b' },
    { 'x-forwarded-host': '"><script>alert(1)</script>' },
    { 'x-forwarded-host': 'evil.example, tickets.example.org' },
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-for': 'nobody, [::1]:99999, 1.2.3.4:5, %00' },
    { forwarded: 'host=evil.example;proto=javascript' },
  ])('repeats nothing that a proxy says and that is not this site: %j', async (headers) => {
    for (const path of ['/', '/signin?plain=1', '/events/{event}', '/api/events'].map(at)) {
      const answer = await Person.anonymous(url).send({ method: 'GET', path, headers });
      expect([200, 421], path).toContain(answer.status);
      expect(answer.text).not.toMatch(/evil\.example|alert\(1\)|javascript:\/\//);
    }
    const body = { email: 'nobody@example.org', password: 'not the right password' };
    const request = { method: 'POST', path: '/api/users/signin', headers, body };
    expect((await Person.anonymous(url).send(request)).status).toBeLessThan(500);
  });

  it('asks browsers to return over TLS when they came over TLS, and only then', async () => {
    for (const path of ['/', '/signin', '{script}', '/api/events', '/nowhere'].map(at)) {
      const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tickets.example.org' };
      const strict = async (headers: Record<string, string>) =>
        (await organiser.send({ method: 'GET', path, headers })).headers.get(
          'strict-transport-security',
        );
      expect([path, await strict(forwarded)]).toEqual([path, 'max-age=2592000']);
      expect([path, await strict({ ...forwarded, 'x-forwarded-proto': 'http' })]).toEqual([
        path,
        null,
      ]);
      expect([path, await strict({ 'x-forwarded-proto': 'https' })]).toEqual([path, null]); // 127.0.0.1
    }
  });
});
