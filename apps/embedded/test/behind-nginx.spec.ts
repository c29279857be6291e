import { request } from 'node:http';
import { diagnose, type Finding } from '@onsale/doctor';
import { type TestCertificate, testCertificate } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorToken } from './callers.js';
import { Person, startTestInstall, type TestInstall } from './install.js';
import { goodProxy, hasNginx, type ProxyLines, startNginx } from './nginx.js';
import { pagesAreBuilt } from './shared-install.js';

const name = 'tickets.example.org';
const instead = (name: string, value: string) =>
  `proxy_hide_header ${name}; add_header ${name} "${value}" always;`;
/** Our streams ask nginx not to buffer them; other proxies ignore that wish. */
const ignoresWishes = 'proxy_ignore_headers X-Accel-Buffering;';

describe.runIf(hasNginx && pagesAreBuilt)('an install behind nginx', () => {
  let install: TestInstall;
  let good: TestCertificate;
  beforeAll(async () => {
    good = await testCertificate([`DNS:${name}`], 90);
    install = await startTestInstall({
      ONSALE_WEB: '1',
      ONSALE_HOSTS: name,
      ONSALE_OPERATOR_TOKEN: operatorToken,
    });
    const organiser = await Person.signUp(install.url, 'Olga Organiser');
    await organiser.putOnSale();
  });
  afterAll(() => install?.stop());

  /** The doctor's findings, by check. */
  async function wrongWith(
    changes: Partial<ProxyLines>,
    { host = name, certificate = good, ca = certificate.ca }: Partial<Asked> = {},
  ): Promise<Readonly<Record<string, Finding>>> {
    const { port, httpPort, stop } = await startNginx(install.url, certificate, changes);
    try {
      const url = new URL(`https://${host}:${port}`);
      const findings = await diagnose({
        url,
        httpPort,
        ca,
        address: '127.0.0.1',
        token: operatorToken,
      });
      const wrong = findings.filter(
        ({ outcome, check }) => outcome === 'wrong' && check !== 'first byte', // of a busy machine
      );
      return Object.fromEntries(wrong.map((finding) => [finding.check, finding]));
    } finally {
      await stop();
    }
  }
  interface Asked {
    readonly host: string;
    readonly certificate: TestCertificate;
    readonly ca: string;
  }

  it('passes ./onsale doctor when nginx sends every header', async () => {
    expect(await wrongWith({})).toEqual({});
  });

  it.each<[string, Partial<ProxyLines>, readonly string[], RegExp]>([
    ['passes no Host', { host: '' }, ['HSTS', 'writes'], /proxy_set_header Host \$http_host/],
    [
      ...(['passes the Host without its port', { host: 'proxy_set_header Host $host;' }] as const),
      ...([['writes'], /passes the Host tickets\.example\.org/] as const),
    ],
    ['does not say that it has TLS', { proto: '' }, ['cookies', 'HSTS'], /X-Forwarded-Proto/],
    ['does not say who is asking', { for: '' }, ['addresses'], /X-Forwarded-For/],
    [
      ...(['buffers streams', { stream: '', version: ignoresWishes }] as const),
      ...([['live stock'], /proxy_buffering off/] as const),
    ],
    [
      ...(['asks for plain bytes', { version: 'proxy_set_header Accept-Encoding "";' }] as const),
      ...([['compression'], /Accept-Encoding/] as const),
    ],
    [
      ...(['hides headers', { version: 'proxy_hide_header X-Frame-Options;' }] as const),
      ...([['headers'], /X-Frame-Options/] as const),
    ],
    [
      ...(['hides cookies', { version: 'proxy_hide_header Set-Cookie;' }] as const),
      ...([['cookies'], /Set-Cookie/] as const),
    ],
    ['serves pages without TLS too', { plain: 'return 200 hello;' }, ['redirect'], /Redirect/],
    [
      ...(['redirects to the home page', { plain: `return 308 https://${name}/;` }] as const),
      ...([['redirect'], /same host and path/] as const),
    ],
  ])('fails ./onsale doctor when nginx %s', async (_what, changes, checks, mended) => {
    const wrong = await wrongWith(changes);
    expect(Object.keys(wrong).sort()).toEqual([...checks].sort());
    for (const finding of Object.values(wrong)) {
      expect(finding.mend).toMatch(/\S/);
    }
    expect(JSON.stringify(wrong)).toMatch(mended);
  });

  it.each([
    ['voids HSTS', instead('Strict-Transport-Security', 'max-age=0'), 'HSTS', 'pass it on'],
    ['lets pages be framed', instead('X-Frame-Options', 'ALLOWALL'), 'headers', 'X-Frame-Options'],
    ['garbles nosniff', instead('X-Content-Type-Options', 'sniff'), 'headers', 'X-Content-Type'],
    ['hides the policy', 'proxy_hide_header Content-Security-Policy;', 'scripts', 'Content-Sec'],
    ['lets answers be kept', instead('Cache-Control', 'public'), 'caching', 'Cache-Control'],
    ['moves cookies', 'proxy_cookie_path / /app;', 'cookies', 'Set-Cookie'],
    ['shows cookies to scripts', 'proxy_cookie_flags ~ nohttponly;', 'cookies', 'Set-Cookie'],
    ['hides the mark from scripts', 'proxy_cookie_flags ~ httponly;', 'cookies', 'Set-Cookie'],
    ['lets cookies travel', 'proxy_cookie_flags ~ samesite=none;', 'cookies', 'Set-Cookie'],
    ['makes cookies plain', 'proxy_cookie_flags ~ nosecure;', 'cookies', 'Set-Cookie'],
    ['keeps cookies back', 'proxy_set_header Cookie "";', 'cookies', 'Cookie on'],
    ['garbles compression', instead('Content-Encoding', 'gzip'), 'compression', 'as it is'],
    [
      'stops methods',
      'if ($request_method = PATCH) { return 405; }',
      'methods',
      'PATCH and DELETE',
    ],
  ])('fails ./onsale doctor when nginx %s', async (_what, line, check, mended) => {
    const wrong = await wrongWith({ version: `proxy_http_version 1.1; ${line}` });
    expect(Object.keys(wrong)).toEqual([check]);
    expect(wrong[check]?.mend).toContain(mended);
  });

  it('fails ./onsale doctor when nginx takes small bodies alone', async () => {
    const wrong = await wrongWith({ body: 'client_max_body_size 1m;' });
    expect(Object.keys(wrong)).toEqual(['uploads']);
    expect(wrong.uploads?.mend).toContain(goodProxy.body);
  });

  it('fails ./onsale doctor when nginx puts scripts into pages', async () => {
    const wrong = await wrongWith({
      version: `proxy_set_header Accept-Encoding ""; sub_filter "</body>" "<script>1</script></body>";`,
    });
    expect(wrong.scripts?.mend).toContain('rewrites pages');
  });

  it('fails ./onsale doctor with a certificate that is unknown, for another name or about to expire', async () => {
    const other = await testCertificate(['DNS:other.example.org'], 90);
    const short = await testCertificate([`DNS:${name}`], 3);
    expect(await wrongWith({}, { ca: other.ca })).toMatchObject({ TLS: { outcome: 'wrong' } });
    expect(await wrongWith({}, { certificate: other })).toMatchObject({
      TLS: { outcome: 'wrong' },
    });
    expect((await wrongWith({}, { certificate: short })).TLS?.says).toMatch(/expires in 2 days/);
  });

  it('fails ./onsale doctor under a name that it does not know', async () => {
    const wrong = await wrongWith({}, { host: 'boxoffice.example.org' });
    expect(wrong.name?.mend).toContain('ONSALE_HOSTS');
  });

  it('refuses operator routes to outsiders who claim to be this machine', async () => {
    const lines = { host: 'proxy_set_header Host localhost;', for: '', proto: '' };
    const { httpPort, stop } = await startNginx(install.url, good, {
      plain: `${lines.host} proxy_pass http://install;`,
    });
    const ask = (path: string, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request({ host: '127.0.0.1', port: httpPort, path, headers, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        })
          .once('error', reject)
          .end();
      });
    try {
      for (const path of ['/metrics', '/dead-letters', '/arrival']) {
        for (const headers of [
          { host: 'localhost' },
          { host: '127.0.0.1', 'x-forwarded-for': '127.0.0.1' },
          { host: 'localhost', authorization: 'Bearer nonsense' },
        ]) {
          expect([path, await ask(path, headers as Record<string, string>)]).toEqual([path, 401]);
        }
        const authorization = `Bearer ${operatorToken}`;
        expect([path, await ask(path, { authorization })]).toEqual([path, 200]);
      }
    } finally {
      await stop();
    }
  });

  it('names the missing proxy header to a person whose form it refuses', async () => {
    const headers = { origin: `https://${name}`, 'sec-fetch-site': 'same-origin' };
    const form = await Person.anonymous(install.url).send({
      ...{ method: 'POST', path: '/signin', headers: { ...headers, accept: 'text/html' } },
      raw: { type: 'application/x-www-form-urlencoded', bytes: 'email=a&password=b' },
    });
    expect(form.status).toBe(403);
    expect(form.text).toContain(`Browsers ask for ${name}`);
    expect(form.text).toContain('proxy_set_header Host');
    const call = await Person.anonymous(install.url).send({
      ...{ method: 'POST', path: '/api/users/signin', headers },
      body: { email: 'ada@example.org', password: 'correct horse battery' },
    });
    expect([call.status, call.json.code]).toEqual([403, 'wrong_origin']);
    expect(call.json.detail).toContain('proxy_set_header Host');
  });

  it('is set up as docs/deploy.md shows', async () => {
    const { readFile } = await import('node:fs/promises');
    const docs = await readFile(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
    for (const line of [goodProxy.host, goodProxy.proto, goodProxy.for, goodProxy.body])
      expect(docs).toContain(line);
  });
});
