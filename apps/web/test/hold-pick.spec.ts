import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holdPick, prepareHold, remembersPick } from '../src/islands/hold-pick';

const eventId = 'event-1';
const lines = [
  { ticketTypeId: 'a', quantity: 2, unitPrice: { amount: 3900, currency: 'EUR' } },
] as const;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
}

/** The browser's storage, and a network that gives these answers in turn. */
let asked: Asked[];
let answers: (Response | 'lost')[];
let stored: Map<string, string>;

const reply = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const order = (id: string, expiresAt = '2999-01-01T00:00:00.000Z') => ({
  ...{ id, status: 'pending', expiresAt },
});
const refusal = (status: number, code: string) => reply(status, { status, code, detail: 'No.' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  asked = [];
  answers = [];
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
  });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    asked.push({ method: init.method ?? 'GET', path, key: headers['idempotency-key'] });
    const answer = answers.shift();
    if (!answer || answer === 'lost') throw new TypeError('fetch failed');
    return answer;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Holds the pick with its pauses skipped. */
async function hold(picked: Parameters<typeof holdPick>[1] = lines) {
  const held = holdPick(eventId, picked);
  let isDone = false;
  void held.finally(() => {
    isDone = true;
  });
  while (!isDone) await vi.advanceTimersByTimeAsync(10_000);
  return held;
}
const keys = () => asked.filter(({ method }) => method === 'POST').map(({ key }) => key);

describe('holding a pick', () => {
  it('retries with the same key when the answer is lost', async () => {
    answers = ['lost', refusal(502, 'unavailable'), reply(201, order('o1'))];
    expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    expect(keys()).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
  });

  it('gives up after four tries, and sends the same key on the next press', async () => {
    answers = ['lost', 'lost', 'lost', 'lost'];
    expect(await hold()).toMatchObject({ pageIsOld: false, problem: {} });
    expect(keys()).toHaveLength(4);
    answers = [reply(201, order('o1'))];
    expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    expect(new Set(keys()).size).toBe(1);
  });

  it('leads a second press to the order of the first one', async () => {
    answers = [reply(201, order('o1'))];
    await hold();
    answers = [reply(200, order('o1'))];
    expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/orders',
      'GET /api/orders/o1',
    ]);
  });

  it('makes a new order once the last one is over', async () => {
    answers = [reply(201, order('o1'))];
    await hold();
    answers = [reply(200, order('o1', '2001-01-01T00:00:00.000Z')), reply(201, order('o2'))];
    expect(await hold()).toMatchObject({ order: { id: 'o2' } });
    expect(new Set(keys()).size).toBe(2);
  });

  it('makes a new order for another pick', async () => {
    answers = [reply(201, order('o1'))];
    await hold();
    answers = [reply(201, order('o2'))];
    expect(await hold([{ ...lines[0], quantity: 1 }])).toMatchObject({ order: { id: 'o2' } });
    expect(new Set(keys()).size).toBe(2);
  });

  it('sends the same key from two tabs that press at the same instant, and another key next time', async () => {
    prepareHold(eventId);
    expect(remembersPick(eventId)).toBe(false);
    const before = new Map(stored);
    answers = [reply(201, order('o1')), reply(201, order('o1')), refusal(404, 'not_found')];
    await hold();
    stored = before; // the other tab does not see this one's storage yet
    await hold();
    expect(new Set(keys()).size).toBe(1);
    expect(remembersPick(eventId)).toBe(true);
    answers.push(reply(201, order('o2')));
    await hold();
    expect(new Set(keys()).size).toBe(2);
  });

  it('takes another key when the remembered one belongs to another request', async () => {
    answers = [refusal(409, 'idempotency_key_reused'), reply(201, order('o1'))];
    expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    expect(new Set(keys()).size).toBe(2);
  });

  it('does not retry after a refusal, and marks the page as old', async () => {
    answers = [refusal(409, 'sold_out')];
    expect(await hold()).toMatchObject({
      pageIsOld: true,
      problem: { title: 'Someone got there first.', detail: 'No.' },
    });
    expect(asked).toHaveLength(1);
  });

  it('leads to signing in when the session has ended', async () => {
    answers = [refusal(401, 'unauthenticated')];
    expect(await hold()).toEqual({ signIn: true });
  });

  it.each(['not JSON', 'null', '7', '[]', '{"pick":7}'])(
    'works with storage that contains %s',
    async (text) => {
      stored.set(`onsale.pick.${eventId}`, text);
      answers = [reply(201, order('o1'))];
      expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    },
  );

  it('works where the browser allows no storage', async () => {
    vi.stubGlobal('localStorage', undefined);
    answers = ['lost', reply(201, order('o1'))];
    expect(await hold()).toMatchObject({ order: { id: 'o1' } });
    expect(new Set(keys()).size).toBe(1);
  });
});
