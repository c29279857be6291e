import { createClient } from '@onsale/load';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Answers, inTurn, requestRush } from '../src/request-rush.js';
import type { Job, Server } from '../src/server/protocol.js';
import { startSameBytes } from '../src/server/same-bytes.js';

const body = Buffer.from([0x1b, 0x00, 0xff, 0x0d, 0x0a]);
const { signal } = new AbortController();
let server: Server;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  const answer = {
    headers: ['content-encoding', 'br', 'content-length', String(body.length)],
    bodyBase64: body.toString('base64'),
  };
  server = await startSameBytes({ answer } as unknown as Job);
  client = createClient({ url: server.url, connections: 4, timeoutMs: 10_000 });
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const ask = { method: 'GET', path: '/' } as const;

/** This many requests, then none. */
function some(count: number) {
  let left = count;
  return {
    get left() {
      return left;
    },
    next: () => {
      left -= 1;
      return ask;
    },
  };
}

describe('a rush of requests', () => {
  it('gets the exact bytes and headers from the reference server', async () => {
    const { bytes, headers } = await client.send(ask);
    expect(bytes).toEqual(body);
    expect(headers.get('content-encoding')).toBe('br');
  });

  it('ends after the last request with every answer counted', async () => {
    const answers = new Answers();
    const pace = { workers: 4, ms: Number.POSITIVE_INFINITY };
    await requestRush(client, some(100), pace, signal, answers);
    expect(answers).toMatchObject({ good: 100, lost: 0, violations: [] });
    expect(answers.latency.count).toBe(100);
  });

  it('is void with wrong answers', async () => {
    const answers = new Answers();
    const pace = { perSecond: 1_000, ms: 10 };
    await requestRush(client, inTurn([ask]), pace, signal, answers, 201);
    expect(answers.good).toBe(0);
    expect(answers.violations[0]).toContain('An unacceptable answer: 200');
  });

  it('is void with unanswered requests', async () => {
    const gone = createClient({ url: 'http://127.0.0.1:9', connections: 1, timeoutMs: 10_000 });
    const answers = new Answers();
    const pace = { workers: 1, ms: Number.POSITIVE_INFINITY };
    await requestRush(gone, some(2), pace, signal, answers);
    await gone.close();
    expect(answers.violations).toEqual(['2 requests had no answer.']);
  });
});
