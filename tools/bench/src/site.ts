import type { EventListing } from '@onsale/contracts/catalog/http';
import { rates } from '@onsale/contracts/limits';
import { type Client, createClient, keepBusy } from '@onsale/load';
import { shared } from './cluster.js';
import { BenchError } from './failure.js';
import { fixedAnswer, type Purchase, recordPurchase } from './record-purchase.js';
import type { Sale } from './sale.js';
import { startServer } from './server/launch.js';
import type { FixedAnswer } from './server/protocol.js';
import { databasesOf, jobFor, type Stage, settle } from './stage.js';

/** An install with pages, as its organiser has filled it through the API. */
export interface Site {
  /** Its set of databases. */
  readonly set: string;
  /** The event everyone looks at, and one of its three ticket types. */
  readonly hot: Sale;
  /** Ids of unlisted events, to open one after the other. */
  readonly others: readonly string[];
  /** What the front sends to a browser. */
  readonly eventPage: FixedAnswer;
  readonly homePage: FixedAnswer;
  /** What a browser gets that buys tickets of another event. */
  readonly purchase: Purchase;
}

/** As Chromium has it on this machine. */
export const browserHeaders = { 'accept-encoding': 'gzip, deflate, br, zstd' } as const;

const set = 'site';
/** Events on the home page. */
const listed = 11;
const madeAtOnce = 16;
/** Events that one organiser may make: each takes five of the allowed changes. */
const eventsEach = Math.floor(rates.changesOfEvents.max / 5) - 1;
const timeoutMs = 30_000;
/** The most that one ticket type may have. */
const capacity = 1_000_000;
const day = 86_400_000;

/** Fills a set of databases, and reads its pages. */
export async function makeSite(stage: Omit<Stage, 'site' | 'found'>): Promise<Site> {
  const { cluster, buyers, sizes, signal, tell } = stage;
  tell('Filling a site');
  const names = databasesOf('site');
  await cluster.clone('empty', set, names);
  const urls = Object.fromEntries(names.map((name) => [name, cluster.urlOf(set, name)]));
  const server = await startServer(jobFor('site', urls, stage));
  const client = createClient({ url: server.url, connections: madeAtOnce, timeoutMs });
  try {
    const makers: ReturnType<typeof eventMaker>[] = [];
    while (makers.length * eventsEach < listed + sizes.sitePages) {
      makers.push(eventMaker(client, await signUp(client, makers.length)));
    }
    const make = (index: number, unlisted: boolean) =>
      (makers[index % makers.length] as (typeof makers)[0])(index, unlisted);
    const hot = await make(0, false);
    const second = await make(1, false);
    for (let index = 2; index < listed; index += 1) await make(index, false);
    const others: string[] = [];
    const act = async (index: number) => void others.push((await make(index, true)).eventId);
    let begun = 0;
    await keepBusy(
      madeAtOnce,
      (index) => {
        begun += 1;
        return act(index);
      },
      () => begun >= sizes.sitePages || signal.aborted,
    );
    const [cookie = ''] = buyers.cookies;
    const buying = { url: server.url, eventId: second.eventId, cookie };
    const purchase = await recordPurchase(client, buying);
    await settle([server], signal);
    return {
      ...{ set, hot, others, purchase },
      eventPage: await see(client, `/events/${hot.eventId}`),
      homePage: await see(client, '/'),
    };
  } finally {
    await client.close();
    await server.stop();
    await cluster.clone('empty', set, shared);
  }
}

/** @returns the `Cookie` header of a new organiser */
async function signUp(client: Client, number: number): Promise<string> {
  const body = {
    email: `organiser.${number}@bench.invalid`,
    name: `Bench Organiser ${number}`,
    password: 'bench-bench',
  };
  const {
    status,
    headers,
    body: text,
  } = await client.send({
    ...{ method: 'POST', path: '/api/users/signup', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json' },
  });
  if (status !== 201) throw new BenchError(`The organiser cannot sign up: ${status} ${text}`);
  const cookies = headers.get('set-cookie')?.split('\n') ?? [];
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

const description = `Four players, one piano, and ninety minutes without a pause. The quartet brings its third album to the hall it was recorded in.

Doors open an hour before. The concert is seated freely; the balcony has the better view of the hands. Bags larger than a sheet of paper stay in the cloakroom, which is free. There is a bar in the foyer, and the hall has a lift and places for wheelchairs in the front rows.`;
const ticketTypes = ['General admission', 'Balcony', 'Supporter'] as const;

function eventMaker(client: Client, cookie: string) {
  async function call<T>(path: string, body: object): Promise<T> {
    const answer = await client.send({
      ...{ method: 'POST', path, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', cookie },
    });
    if (answer.status >= 300) {
      throw new BenchError(`POST ${path} was answered ${answer.status}: ${answer.body}`);
    }
    return JSON.parse(answer.body) as T;
  }
  return async (index: number, unlisted: boolean): Promise<Sale> => {
    const startsAtMs = Date.now() + (30 + (index % 60)) * day;
    const { id } = await call<EventListing>('/api/events', {
      ...{ title: `The one everyone wants, night ${index}`, description, unlisted },
      ...{ venueName: 'Elbe Hall', venueAddress: 'Am Kai 12, 20457 Hamburg' },
      ...{ timeZone: 'Europe/Berlin', currency: 'EUR' },
      startsAt: new Date(startsAtMs).toISOString(),
      endsAt: new Date(startsAtMs + day / 8).toISOString(),
    });
    const ids: string[] = [];
    for (const [position, name] of ticketTypes.entries()) {
      const price = { amount: 2_900 + position * 2_000, currency: 'EUR' };
      const type = { name, price, capacity, perOrderLimit: 4 };
      ids.push((await call<{ id: string }>(`/api/events/${id}/ticket-types`, type)).id);
    }
    await call(`/api/events/${id}/publish`, {});
    return { eventId: id, ticketTypeId: ids[0] as string, capacity };
  };
}

/** @returns a page, byte by byte as a browser gets it */
async function see(client: Client, path: string): Promise<FixedAnswer> {
  const { status, headers, bytes } = await client.send({
    ...{ method: 'GET', path, headers: browserHeaders },
  });
  if (status !== 200 || !headers.has('content-encoding')) {
    throw new BenchError(`${path} was answered ${status}, but must be a compressed page.`);
  }
  return fixedAnswer({ headers, bytes });
}
