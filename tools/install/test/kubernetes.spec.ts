import { UsageError } from '@onsale/cli';
import { describe, expect, it } from 'vitest';
import { readWhere } from '../src/index.js';
import { serviceOf, through } from '../src/kubernetes/stores.js';
import { explain, troubleOf } from '../src/kubernetes/trouble.js';

const of = (host: string) =>
  serviceOf(new URL(`postgresql://orders:secret@${host}/orders`), 'onsale');

describe('the host of a database', () => {
  it('is a Service of the cluster when it has no domain, or that of the cluster', () => {
    const postgres = { service: 'postgres', namespace: 'onsale', port: 5432 };
    expect(of('postgres:5432')).toEqual(postgres);
    expect(of('postgres')).toEqual(postgres);
    expect(of('postgres.onsale')).toEqual(postgres);
    expect(of('postgres.onsale.svc.cluster.local')).toEqual(postgres);
    expect(of('main-rw.stores.svc:6432')).toEqual({
      ...{ service: 'main-rw', namespace: 'stores', port: 6432 },
    });
  });

  it('is elsewhere when it is an address or a name of another domain', () => {
    for (const host of [
      '10.20.0.3:5432',
      'localhost',
      'db.example',
      'db.example.org',
      '[fd00::1]',
    ]) {
      expect(of(host), host).toBeUndefined();
    }
  });

  it('becomes a port of this machine, without a certificate for it, and the rest stays', () => {
    const of = (query: string) =>
      through(new URL(`postgresql://orders:a%2Fb@postgres:5432/orders${query}`), 4711);
    const forwarded = 'postgresql://orders:a%2Fb@127.0.0.1:4711/orders';
    expect(of('?sslmode=verify-full')).toBe(forwarded);
    expect(of('?sslmode=require&options=-csearch_path%3Dshop')).toBe(
      `${forwarded}?options=-csearch_path%3Dshop`,
    );
  });
});

describe('what kubectl says', () => {
  it.each([
    [
      'forbidden',
      'Error from server (Forbidden): secrets "nats" is forbidden: User "ann" cannot get resource "secrets"',
      /^The cluster does not allow it: secrets "nats" is forbidden: .* docs\/audit\.md/,
    ],
    [
      'no cluster',
      'E1128 00:00:00.000000 1 memcache.go:265] "Unhandled Error"\nThe connection to the server localhost:8080 was refused - did you specify the right host or port?',
      /^kubectl reaches no cluster: The connection to the server localhost:8080 was refused .*KUBECONFIG/,
    ],
    [
      'no cluster',
      'error: context "home" does not exist',
      /context "home" does not exist.*--context/,
    ],
    [
      'not signed in',
      'error: You must be logged in to the server (Unauthorized)',
      /^The cluster does not know you/,
    ],
    [
      'not found',
      'Error from server (NotFound): services "postgres" not found',
      /^kubectl get x failed: /,
    ],
    ['no pod', 'error: timed out waiting for the condition', /timed out/],
    ['other', '', /it said nothing/],
  ])('is %s, with what to do', (trouble, said, words) => {
    expect(troubleOf(said)).toBe(trouble);
    expect(explain(said, 'get x')).toMatch(words);
  });
});

describe('the options that say which install is meant', () => {
  it('name a namespace, and the cluster with it', () => {
    expect(readWhere({ kubernetes: 'onsale', context: 'kind-onsale' })).toEqual({
      kubernetes: { namespace: 'onsale', context: 'kind-onsale' },
    });
    expect(readWhere({ port: '3001' })).toEqual({ port: 3001 });
  });

  it.each([
    [{ context: 'kind' }, '--context is for --kubernetes NAMESPACE.'],
    [{ kubernetes: 'onsale', port: '3000' }, 'leave out --data and --port'],
    [{ kubernetes: '--all' }, '--kubernetes takes the name of a namespace, not "--all".'],
    [{ data: 'here', port: '3000' }, '--data or --port, not both'],
  ])('refuse %j', (values, words) => {
    expect(() => readWhere(values)).toThrow(UsageError);
    expect(() => readWhere(values)).toThrow(words);
  });
});
