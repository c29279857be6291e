import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { eventually } from '@onsale/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate, openSite, page, placeholder } from './site.js';

const id = '01a21a25-e5d9-7000-b515-91b7d7224dfa';
const other = '01a21a25-e5d9-7000-b515-000000000000';
const event = `/events/${id}`;

let site: Awaited<ReturnType<typeof openSite>>;
beforeEach(async () => {
  site = await openSite();
  site.keeper.hears(true);
});
afterEach(() => site.close());

const textOf = async (path: string) => (await site.get(path)).body.toString();

describe('a page that is the same for everyone', () => {
  it('is rendered once for all concurrent and later requests', async () => {
    const rendering = gate();
    site.render(async () => {
      await rendering.opened;
      return page('hello');
    });
    const first = Array.from({ length: 50 }, () => textOf(event));
    await eventually(() => expect(site.asked).toHaveLength(1));
    rendering.open();
    expect(new Set(await Promise.all(first))).toEqual(new Set(['hello']));
    expect(await textOf(`${event}?utm_source=x`)).toBe('hello');
    expect(site.asked).toEqual([event]);
  });

  it('is requested anonymously: the renderer sees no cookie and one spelling of the address', async () => {
    await site.get('/?within=7&q=a', { cookie: 'onsale_session=secret' });
    expect(site.asked).toEqual(['/?q=a&within=7']);
  });

  it('is compressed in an encoding that the caller accepts', async () => {
    const text = 'hello '.repeat(1000);
    site.render(async () => page(text));
    const br = await site.get(event, { 'accept-encoding': 'gzip, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).toString()).toBe(text);
    const gzip = await site.get(event, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.body).toString()).toBe(text);
    const plain = await site.get(event);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(text);
    for (const { headers } of [br, gzip, plain]) expect(headers.vary).toBe('Accept-Encoding');
    expect(site.asked).toHaveLength(1);
  });

  it('is not sent again to a browser that has it', async () => {
    const { headers } = await site.get(event);
    const etag = String(headers.etag);
    for (const seen of [etag, `"x", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await site.get(event, { 'if-none-match': seen });
      expect([again.status, again.body.length]).toEqual([304, 0]);
      expect(again.headers['content-security-policy']).toBeDefined();
    }
    expect((await site.get(event, { 'if-none-match': '"else"' })).status).toBe(200);
  });

  it('answers HEAD with its length and nothing else', async () => {
    const head = await site.get(event, {}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(event.length));
    expect(head.body).toHaveLength(0);
  });

  it('allows only its own inline scripts', async () => {
    site.render(async () => page('<script>go()</script>'));
    const { headers } = await site.get(event);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'/);
    expect(policy).not.toMatch(/script-src[^;]*(nonce|unsafe-inline)/);
  });

  it('is rendered once for all names of the site, and contains the requested one', async () => {
    site.render(async () => page(`<link href="${placeholder}/a">`));
    expect(await textOf(event)).toBe('<link href="http://tickets.test/a">');
    const other = await site.get(event, { host: 'other.test:8080', 'accept-encoding': 'br' });
    expect(brotliDecompressSync(other.body).toString()).toBe(
      '<link href="http://other.test:8080/a">',
    );
    expect(await textOf(event)).toBe('<link href="http://tickets.test/a">');
    expect(site.asked).toHaveLength(1);
  });

  it('contains no site address when the caller sent an invalid host', async () => {
    site.render(async () => page(`<link href="${placeholder}/a">`));
    for (const host of ['x">', 'a/b', 'a b', 'user@b', '[', 'a:b', `${'a'.repeat(300)}`]) {
      const { body } = await site.get(event, { host });
      expect(body.toString(), host).toBe('<link href="/a">');
    }
    expect(site.asked).toHaveLength(1);
  });

  it('excludes pages for one visitor and posted forms', async () => {
    expect((await site.get(`${event}?plain=1`)).status).toBe(418);
    expect((await site.get(event, {}, 'POST')).status).toBe(418);
    expect((await site.get('/organiser')).status).toBe(418);
  });
});

describe('a change', () => {
  it('is in the next answer, even just after the old copy was sent', async () => {
    let version = 1;
    site.render(async () => page(`version ${version}`));
    expect(await textOf(event)).toBe('version 1');
    version = 2;
    site.keeper.changed([id]);
    expect(await textOf(event)).toBe('version 2');
  });

  it('does not delay requests when the renderer is slow: they get the old copy', async () => {
    expect(await textOf(event)).toBe(event);
    const rendering = gate();
    site.render(async () => {
      await rendering.opened;
      return page('new');
    });
    site.keeper.changed([id]);
    expect(await textOf(event)).toBe(event);
    rendering.open();
    await eventually(async () => expect(await textOf(event)).toBe('new'));
  });

  it('of the stock is rendered in the background', async () => {
    let version = 1;
    site.render(async () => page(`version ${version}`));
    await textOf(event);
    version = 2;
    site.keeper.changed([`stock:${id}`]);
    expect(await textOf(event)).toBe('version 1');
    await eventually(async () => expect(await textOf(event)).toBe('version 2'));
  });

  it('of one event does not affect other events and lists', async () => {
    await textOf(event);
    await textOf(`/events/${other}`);
    await textOf('/');
    site.keeper.changed([other]);
    await textOf(event);
    await textOf('/');
    expect(site.asked.filter((one) => one.endsWith(event))).toHaveLength(1);
    expect(site.asked.filter((one) => one === '/')).toHaveLength(1);
    site.keeper.changed(['events']);
    await textOf('/');
    expect(site.asked.filter((one) => one === '/')).toHaveLength(2);
  });

  it('during a render causes another render', async () => {
    await textOf(event);
    const rendering = gate();
    let version = 2;
    site.render(async () => {
      const seen = version;
      await rendering.opened;
      return page(`version ${seen}`);
    });
    site.keeper.changed([`stock:${id}`]);
    await eventually(() => expect(site.asked).toHaveLength(2));
    version = 3;
    site.keeper.changed([`stock:${id}`]);
    rendering.open();
    await eventually(async () => expect(await textOf(event)).toBe('version 3'));
  });

  it('that may have been missed makes every page with events render again', async () => {
    let version = 1;
    site.render(async (path) => page(`${path} ${version}`));
    await textOf(event);
    await textOf('/signin');
    version = 2;
    site.keeper.hears(false);
    site.keeper.hears(true);
    await eventually(async () => expect(await textOf(event)).toBe(`${event} 2`));
    expect(await textOf('/signin')).toBe('/signin 1');
  });
});

it('the count of copies stays correct when a changed page is missing', async () => {
  const rendering = gate();
  let there = false;
  site.render(async () => {
    const seen = there;
    await rendering.opened;
    return seen ? page('published') : { status: 404, headers: {}, body: Buffer.from('nothing') };
  });
  const first = site.get(event);
  await eventually(() => expect(site.asked).toHaveLength(1));
  there = true;
  site.keeper.changed([id]);
  rendering.open();
  expect((await first).status).toBe(404);
  await eventually(() => expect(site.asked).toHaveLength(2));
  expect(await textOf(event)).toBe('published');
  await eventually(() => expect(site.keeper.counts().bytes).toBe('published'.length));
});

describe('a renderer', () => {
  it('that is down is not noticed while there is a copy', async () => {
    await textOf(event);
    site.render(async () => {
      throw new Error('away');
    });
    site.keeper.changed([id]);
    for (let count = 0; count < 3; count += 1) expect(await textOf(event)).toBe(event);
  });

  it('that has just failed is not waited for when there is a copy, and is tried again in the background', async () => {
    await textOf(event);
    site.render(() => Promise.reject(new Error('away')));
    site.keeper.changed([id]);
    await eventually(() => expect(site.asked).toHaveLength(2));
    const hanging = gate();
    site.render(() => hanging.opened.then(() => page('new')));
    for (let count = 0; count < 3; count += 1) expect(await textOf(event)).toBe(event);
    await eventually(() => expect(site.asked).toHaveLength(3));
    hanging.open();
    await eventually(async () => expect(await textOf(event)).toBe('new'));
  });

  it('that is down causes a readable 503 with Retry-After when there is no copy', async () => {
    site.render(async () => {
      throw new Error('away');
    });
    const answer = await site.get(event);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('3');
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.body.toString()).toContain('One moment');
    site.render(async () => page('back'));
    expect(await textOf(event)).toBe('back');
  });

  it('that answers with an error has it passed on and not kept', async () => {
    site.render(async () => ({
      status: 503,
      headers: { 'retry-after': '7' },
      body: Buffer.from('busy'),
    }));
    const answer = await site.get(event);
    expect([answer.status, answer.headers['retry-after'], answer.body.toString()]).toEqual([
      503,
      '7',
      'busy',
    ]);
    site.render(async () => page('well'));
    expect(await textOf(event)).toBe('well');
  });

  it('that answers 404 for a missing page is asked again next time', async () => {
    site.render(async () => ({ status: 404, headers: {}, body: Buffer.from('nothing') }));
    const answer = await site.get(event);
    expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-store']);
    site.render(async () => page('published'));
    expect(await textOf(event)).toBe('published');
  });
});

it('the front stays within its memory limit: it drops the least recently used copy first', async () => {
  const small = await openSite(10_000);
  small.keeper.hears(true);
  small.render(async (path) => page(path + ' '.repeat(2_000)));
  const paths = Array.from({ length: 20 }, (_, index) => {
    return `/events/${id.slice(0, -2)}${String(index).padStart(2, '0')}`;
  });
  for (const path of paths) await small.get(path);
  expect(small.keeper.counts().bytes).toBeLessThanOrEqual(10_000);
  await small.get(paths.at(-1) ?? '');
  expect(small.asked).toHaveLength(20);
  await small.get(paths[0] ?? '');
  expect(small.asked).toHaveLength(21);
  await small.close();
});

it('invented host names cost the front no renders and no memory', async () => {
  site.render(async () => page(`${placeholder} ${'x'.repeat(1_000)}`));
  await textOf(event);
  for (let count = 0; count < 100; count += 1) await site.get(event, { host: `h${count}.test` });
  expect(site.asked).toHaveLength(1);
  expect(site.keeper.counts()).toMatchObject({ pages: 1, kept: 100, rendered: 1 });
  // The page itself, a copy under each of eight names, and one for all others.
  expect(site.keeper.counts().bytes).toBeLessThan(11 * 1_030);
  expect(await textOf(event)).toMatch(/^http:\/\/tickets\.test x/);
});

describe('a search', () => {
  it('is dropped when the lists of events change, and rendered on the next request', async () => {
    const search = '/?q=jazz';
    await textOf('/');
    await textOf(search);
    site.keeper.changed(['events']);
    await eventually(() => expect(site.asked).toEqual(['/', search, '/']));
    expect(site.keeper.counts().pages).toBe(1);
    await textOf(search);
    expect(site.asked).toEqual(['/', search, '/', search]);
  });

  it('rendered during a change is sent to the waiting requests and not kept', async () => {
    const rendering = gate();
    site.render(async () => {
      await rendering.opened;
      return page('found');
    });
    const first = textOf('/?q=jazz');
    await eventually(() => expect(site.asked).toHaveLength(1));
    site.keeper.changed(['events']);
    rendering.open();
    expect(await first).toBe('found');
    await eventually(() => expect(site.keeper.counts()).toMatchObject({ pages: 0, bytes: 0 }));
    expect(site.asked).toHaveLength(1);
  });
});

it('each request is counted by how it was answered', async () => {
  await textOf(event);
  await textOf(event);
  site.render(async () => {
    throw new Error('away');
  });
  await site.get(`/events/${other}`);
  expect(site.keeper.counts()).toMatchObject({ kept: 1, rendered: 1, away: 1, refused: 0 });
});
