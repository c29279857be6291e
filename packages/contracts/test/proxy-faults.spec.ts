import { describe, expect, it } from 'vitest';
import { type Arrival, proxyFault, proxyFaultWords } from '../src/proxy-faults.js';

const good: Arrival = {
  origin: 'https://tickets.example.org',
  site: 'same-origin',
  scheme: 'https',
  host: 'tickets.example.org',
  peer: '127.0.0.1',
  forwardedProto: 'https',
  forwardedFor: '203.0.113.9',
};

describe('a write of a browser', () => {
  it.each<[string, Partial<Arrival>]>([
    ['through a proxy that passes all', {}],
    [
      'through a proxy on another port',
      { origin: 'https://a.example:8443', host: 'a.example:8443' },
    ],
    ['with the usual port written out', { host: 'tickets.example.org:443' }],
    [
      'without a proxy',
      {
        origin: 'http://10.0.0.5:3000',
        host: '10.0.0.5:3000',
        scheme: 'http',
        site: undefined,
        peer: '10.0.0.9',
        forwardedProto: undefined,
        forwardedFor: undefined,
      },
    ],
    [
      'on the machine itself',
      {
        origin: 'http://localhost:3000',
        host: 'localhost:3000',
        scheme: 'http',
        forwardedProto: undefined,
        forwardedFor: undefined,
      },
    ],
    ['by a page of another site', { origin: 'https://evil.example', site: 'cross-site' }],
    ['by a page of another site without TLS', { origin: 'http://evil.example', site: undefined }],
    ['by a sandboxed page', { origin: 'null' }],
    [
      'by a page of another site, to an install on this machine',
      { origin: 'http://localhost:8080', site: undefined, host: '127.0.0.1:3000', scheme: 'http' },
    ],
  ])('%s shows no fault of a proxy', (_what, changes) => {
    expect(proxyFault({ ...good, ...changes })).toBeUndefined();
  });

  it.each<[string, Partial<Arrival>]>([
    ['the address of what is behind it', { host: '127.0.0.1:3000' }],
    ['the name of what is behind it', { host: 'onsale:3000' }],
    [
      'a name without TLS',
      { host: 'onsale', site: undefined, origin: 'http://a.example', scheme: 'http' },
    ],
    [
      'the host without its port',
      { origin: 'https://a.example:8443', host: 'a.example', site: undefined },
    ],
    ['another name, as the browser itself says', { host: 'other.example' }],
  ])('shows that the proxy passes as Host %s', (_what, changes) => {
    const arrival = { ...good, ...changes };
    expect(proxyFault(arrival)).toBe('Host');
    expect(proxyFaultWords('Host', arrival)).toContain(arrival.host);
  });

  it('shows that the proxy does not say that browsers use TLS, or is not trusted', () => {
    const plain = { ...good, scheme: 'http' };
    expect(proxyFault({ ...plain, forwardedProto: undefined })).toBe('X-Forwarded-Proto');
    expect(proxyFault({ ...plain, peer: '172.18.0.2' })).toBe('ONSALE_TRUST_PROXY');
  });

  it('shows that the proxy does not pass on the address of the caller', () => {
    expect(proxyFault({ ...good, forwardedFor: undefined })).toBe('X-Forwarded-For');
    const plain = { ...good, origin: 'http://a.example', scheme: 'http', host: 'a.example' };
    expect(proxyFault({ ...plain, forwardedProto: undefined, forwardedFor: undefined })).toBe(
      'X-Forwarded-For',
    );
  });

  it('is explained in a sentence that names what to set', () => {
    for (const fault of [
      'Host',
      'X-Forwarded-Proto',
      'X-Forwarded-For',
      'ONSALE_TRUST_PROXY',
    ] as const) {
      expect(proxyFaultWords(fault, good)).toMatch(new RegExp(`^[A-Z].*${fault}`));
    }
  });
});
