import type { Attendee } from '@onsale/contracts/tickets/http';
import { type TestAccount, testAccount } from '@onsale/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buy,
  deliver,
  deliverEvents,
  line,
  refunded,
  soldEvent,
  startTickets,
  type TicketsServer,
  ticketsOf,
} from './support.js';

let server: TicketsServer;
beforeAll(async () => {
  server = await startTickets();
});
afterAll(() => server.stop());

const get = (path: string, as: TestAccount) => server.request('GET', path, { as });

async function attendees(eventId: string, as: TestAccount, query = '') {
  const response = await get(`/api/events/${eventId}/attendees${query}`, as);
  return response.json<{ items: Attendee[]; nextCursor: string | null }>();
}

test('the organiser reads who has a ticket, page by page, newest first', async () => {
  const { organiser, event } = await soldEvent(server, {}, [line(5)]);
  await buy(server, testAccount({ name: 'Last Buyer' }), event.eventId);
  const seen: Attendee[] = [];
  let query = '?limit=2';
  for (;;) {
    const page = await attendees(event.eventId, organiser, query);
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items);
    if (page.nextCursor === null) break;
    query = `?limit=2&cursor=${page.nextCursor}`;
  }
  expect(seen).toHaveLength(6);
  expect(new Set(seen.map((one) => one.ticketId)).size).toBe(6);
  expect(seen[0]).toMatchObject({ holderName: 'Last Buyer', status: 'valid', gate: null });
});

test('search finds a name by the characters, marks and titles that people give it', async () => {
  const { organiser, event } = await soldEvent(server);
  const found = async (q: string) => {
    const page = await attendees(event.eventId, organiser, `?q=${encodeURIComponent(q)}`);
    return page.items.map((one) => one.holderName);
  };
  const names = ['渡邊 花子', '髙橋 一郎', 'राज़ माँ', 'ᴀɴɴᴀ', 'Jane Doe', 'Dr. Hook'];
  for (const name of names)
    await buy(server, testAccount({ name, email: 'x@example.net' }), event.eventId);
  for (const [q, name] of [
    ['渡辺', '渡邊 花子'],
    ['渡邉花子', '渡邊 花子'],
    ['高橋', '髙橋 一郎'],
    ['राज मां', 'राज़ माँ'],
    ['anna', 'ᴀɴɴᴀ'],
    ['Mrs Jane Doe', 'Jane Doe'],
    ['Frau Doe', 'Jane Doe'],
    ['dr hook', 'Dr. Hook'],
    ['Dr.', 'Dr. Hook'],
  ] as const) {
    expect([q, await found(q)]).toEqual([q, [name]]);
  }
});

test('search finds a surname however it is divided or abbreviated', async () => {
  const { organiser, event } = await soldEvent(server);
  const found = async (q: string) => {
    const page = await attendees(event.eventId, organiser, `?q=${encodeURIComponent(q)}`);
    return page.items.map((one) => one.holderName);
  };
  const join = (name: string) =>
    buy(server, testAccount({ name, email: 'x@example.net' }), event.eventId);
  for (const [name = '', ...spellings] of [
    ['Ian MacDonald', 'mac donald', 'mc donald', 'mcdonald', 'ian mc donald', 'MacDonnald'],
    ['Una McKenna', 'mckenna', 'mac kenna', 'mackenna', 'mc kenna'],
    ['Joop van den Berg', 'van den berg', 'vandenberg', 'van denberg', 'v.d. berg', 'berg van den'],
    ['Carla Vandenbossche', 'van den bossche', 'vanden bossche'],
    ['Olivia St. John', 'saint john', 'st john', 'stjohn', 'Saint-John', 'saintjohn', 'St.John'],
    ['Peter Saint Clair', 'st clair', 'st. clair', 'stclair', 'saintclair'],
    ['Gerd Stöckl', 'stöckl', 'stoeckl', 'stockl'],
    ['Berta Stoeger', 'stöger', 'stoeger'],
    ['Rosa Sta. Maria', 'santa maria', 'sta maria'],
    ['Sean O’Brien', 'o brien', 'obrien', 'o’brien', 'obryen', 'O. Brien'],
    ['Kay O’Neill', 'oneill', 'o neill', 'oneil', 'oniell', 'kay oneeill'],
    ['Dario D’Angelo', 'd angelo', 'dangelo', 'dangello'],
    ['Lucia Delacruz', 'de la cruz', 'dela cruz'],
  ]) {
    await join(name);
    for (const q of spellings) expect([q, await found(q)]).toEqual([q, [name]]);
  }
  // Not every name with these two letters in it.
  await join('Christian Johnson');
  expect(await found('saint john')).toEqual(['Olivia St. John']);
});

test('search finds a name in any case, an email and a short code, and takes wildcards as plain text', async () => {
  const { organiser, event, buyer } = await soldEvent(server);
  const other = testAccount({ name: '100% Ann', email: 'Ann_X@Example.org' });
  await buy(server, other, event.eventId);
  const [ticket] = await ticketsOf(server, other);
  const found = async (q: string) => {
    const page = await attendees(event.eventId, organiser, `?q=${encodeURIComponent(q)}`);
    return page.items.map((one) => one.holderName);
  };
  expect(await found('łUKASZ')).toEqual([buyer.name]);
  expect(await found('ann_x@')).toEqual([other.name]);
  expect(await found(ticket?.shortCode.toLowerCase() ?? '')).toEqual([other.name]);
  expect(await found(ticket?.shortCode.slice(0, 8) ?? '')).toEqual([other.name]);
  expect(await found('100%')).toEqual([other.name]);
  expect(await found('%')).toEqual([other.name]);
  expect(await found('nobody')).toEqual([]);
  expect(await found('  ')).toHaveLength(2);
});

test.each([
  ['letters only', 'HJKMNPQRST', ['hjkmn-pq', 'HJKMN-PQRST', 'hjkmn-pqr', 'kmnpq', 'jkmn-pqrs']],
  ['a label at its beginning', 'NR7K3PX9QM', ['nr7k3-px', 'NR7K3-PX9QM', 'nr7k3']],
])(
  'a short code with %s is found by its beginning, its middle, and whole',
  async (_, code, typed) => {
    const { organiser, event } = await soldEvent(server);
    const other = testAccount({ name: 'Code Owner' });
    await buy(server, other, event.eventId);
    const [ticket] = await ticketsOf(server, other);
    await server.context.database.query('update ticket set short_code = $1 where id = $2', [
      code,
      ticket?.id,
    ]);
    for (const q of typed) {
      const { items } = await attendees(event.eventId, organiser, `?q=${encodeURIComponent(q)}`);
      expect(
        items.map((one) => one.holderName),
        q,
      ).toEqual([other.name]);
    }
  },
);

test('people at the door are found by any known details, in any order', async () => {
  const { organiser, event } = await soldEvent(server, {}, [line(1)]);
  const people = [
    'Jane Doe',
    'José Muñoz',
    'Anne-Marie O’Brien',
    'Ærø Łuczak',
    '山田 太郎',
    'مُحَمَّد',
    'Jürgen Müller',
    'Joergen Mueller',
    'Zoë Ångström',
    'ヤマダ タロウ',
    '김 철수',
    'Ελένη Παπαδόπουλος',
    'اکبر کریمی',
    'Þórður Đorđević',
    'Ali ٢٠',
    'Guest (Group B)',
    'Əli Ŋaro',
    'Lani Kaʻiulani',
  ];
  const orders = new Map<string, string>();
  for (const name of people) {
    const buyer = testAccount({
      name,
      email: `${orders.size}.person@mail${orders.size.toString(36)}.example`,
    });
    orders.set(name, (await buy(server, buyer, event.eventId)).orderId);
  }
  const all = await attendees(event.eventId, organiser);
  const tickets = new Map(all.items.map((one) => [one.holderName, one.ticketId]));
  const codes = new Map(all.items.map((one) => [one.holderName, one.shortCode]));
  const found = async (q: string) => {
    const page = await attendees(event.eventId, organiser, `?q=${encodeURIComponent(q)}`);
    return page.items.map((one) => one.holderName);
  };
  for (const [q, name] of [
    ['doe jane', 'Jane Doe'],
    ['Doe, Jane', 'Jane Doe'],
    ['  JANE\u200b d ', 'Jane Doe'],
    ['jose munoz', 'José Muñoz'],
    ['MUÑOZ', 'José Muñoz'],
    ['Mun\u0303oz jos', 'José Muñoz'],
    ["o'brien anne", 'Anne-Marie O’Brien'],
    ['-', 'Anne-Marie O’Brien'],
    ['aero luczak', 'Ærø Łuczak'],
    ['太郎', '山田 太郎'],
    ['محمد', 'مُحَمَّد'],
    ['"Jane"', 'Jane Doe'],
    ['(Doe)', 'Jane Doe'],
    ['„Łuczak“', 'Ærø Łuczak'],
    ['José <1.person@mail1.example>', 'José Muñoz'],
    ['mailto:1.person@mail1.example', 'José Muñoz'],
    ['person@mail1', 'José Muñoz'],
    ['MAIL2.example', 'Anne-Marie O’Brien'],
    ['doe mail0', 'Jane Doe'],
    ['Doe/Jane', 'Jane Doe'],
    ['DOE,JANE', 'Jane Doe'],
    ['jane_doe.', 'Jane Doe'],
    ['Jane & Doe -', 'Jane Doe'],
    ['‘Jane’ *Doe*…', 'Jane Doe'],
    ['janedoe', 'Jane Doe'],
    ['obrien', 'Anne-Marie O’Brien'],
    ['o`brien', 'Anne-Marie O’Brien'],
    ['OʼBrien', 'Anne-Marie O’Brien'],
    ['annemarie', 'Anne-Marie O’Brien'],
    ['anne‑marie', 'Anne-Marie O’Brien'],
    ['anne–marie', 'Anne-Marie O’Brien'],
    ['anne\u2212marie', 'Anne-Marie O’Brien'],
    ['juergen mueller', 'Jürgen Müller'],
    ['jörgen müller', 'Joergen Mueller'],
    ['aangstroem', 'Zoë Ångström'],
    ['山田太郎', '山田 太郎'],
    ['やまだ', 'ヤマダ タロウ'],
    ['ﾔﾏﾀﾞﾀﾛｳ', 'ヤマダ タロウ'],
    ['김철수', '김 철수'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'Ελένη Παπαδόπουλος'],
    ['اكبر كريمي', 'اکبر کریمی'],
    ['thordur djordjevic', 'Þórður Đorđević'],
    ['ali 20', 'Ali ٢٠'],
    ['group b)', 'Guest (Group B)'],
    ['eli naro', 'Əli Ŋaro'],
    ["ka'iulani", 'Lani Kaʻiulani'],
    ['kaiulani', 'Lani Kaʻiulani'],
    ['Doe-Jane', 'Jane Doe'],
    ['Doe.Jane', 'Jane Doe'],
    ['doe–jane', 'Jane Doe'],
    ['Marie-Anne O’Brien', 'Anne-Marie O’Brien'],
    ['munos', 'José Muñoz'],
    ['jose munos', 'José Muñoz'],
    ['Muñnoz', 'José Muñoz'],
    ['munzo', 'José Muñoz'],
    ['Luczac', 'Ærø Łuczak'],
    ['Παπαδοπυλος', 'Ελένη Παπαδόπουλος'],
    ['O’Bryen', 'Anne-Marie O’Brien'],
    ['Jnae Doe', 'Jane Doe'],
    ['1.persn@mail1.example', 'José Muñoz'],
    ...people.flatMap((one) => {
      const id = orders.get(one) ?? '';
      return [
        id,
        id.replaceAll('-', ''),
        tickets.get(one) ?? '',
        `#${id.slice(-12)}`,
        id.toUpperCase().slice(14),
        `${one} ${id.slice(20)}`,
        `Order ${id}`,
        ...[
          'Order ',
          'No. ',
          '#',
          '№ ',
          'order no. ',
          'Order #',
          'Order-No.: ',
          'ORDER: ',
          'Ref ',
          'Booking number ',
        ].map((label) => `${label}${id.slice(-12)}`),
        `Ticket ${codes.get(one)}`,
        `Code: ${codes.get(one)?.toLowerCase()}`,
        `https://tickets.example.org/orders/${id}`,
        id.replaceAll('-', '\u2212'),
        id.slice(14).replaceAll('-', '–'),
      ].map((q) => [q, one]);
    }),
  ] as [string, string][]) {
    expect(await found(q), q).toEqual([name]);
  }
  for (const q of [
    'jane muñoz',
    'jane zoo',
    'munas',
    'dae',
    'jonu muñoz',
    '--',
    '_',
    '.',
    '…',
    'mailz',
    "' or true --",
  ]) {
    expect(await found(q), q).toEqual([]);
  }
});

test('only the organiser reads the attendees; organiser and staff read the door', async () => {
  const { organiser, staff, buyer, event } = await soldEvent(server);
  const other = await soldEvent(server);
  const path = `/api/events/${event.eventId}`;
  for (const page of ['/attendees', '/attendees.csv']) {
    expect((await get(path + page, organiser)).statusCode).toBe(200);
    for (const as of [staff, buyer, other.organiser]) {
      expect((await get(path + page, as)).statusCode).toBe(404);
    }
  }
  expect((await get(`${path}/door`, staff)).statusCode).toBe(200);
  for (const as of [buyer, other.organiser, other.staff]) {
    expect((await get(`${path}/door`, as)).statusCode).toBe(404);
  }
});

test('a former member of staff loses access to the door, and an older message does not restore it', async () => {
  const { staff, event } = await soldEvent(server);
  await deliverEvents(server, { ...event, version: event.version + 1, staffIds: [] });
  await deliverEvents(server, event);
  expect((await get(`/api/events/${event.eventId}/door`, staff)).statusCode).toBe(404);
});

test('the door counts the expected and admitted people, without void tickets', async () => {
  const { staff, buyer, event } = await soldEvent(server, {}, [line(3)]);
  await deliver(server, refunded(await buy(server, testAccount(), event.eventId, [line(2)])));
  const [ticket] = await ticketsOf(server, buyer);
  await server.request('POST', '/api/check-ins', { as: staff, body: { code: ticket?.code ?? '' } });
  const response = await get(`/api/events/${event.eventId}/door`, staff);
  expect(response.json()).toMatchObject({ eventTitle: 'Concert', issued: 3, checkedIn: 1 });
});

test('the spreadsheet contains everyone, with times in the event’s time zone, and with formulas defused', async () => {
  const { organiser, staff, event, buyer } = await soldEvent(
    server,
    { title: 'Fête "d’été"; 夏' },
    [line(2_100)],
  );
  const evil = testAccount({ name: '=HYPERLINK("http://evil")' });
  const order = await buy(server, evil, event.eventId);
  const [ticket] = await ticketsOf(server, evil);
  server.clock.set(new Date('2026-12-17T18:30:00Z'));
  const scan = { code: ticket?.code ?? '', gate: 'North, left' };
  await server.request('POST', '/api/check-ins', { as: staff, body: scan });

  const response = await get(`/api/events/${event.eventId}/attendees.csv`, organiser);
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-16le; header=present');
  expect(response.headers['content-disposition']).toBe(
    `attachment; filename="Fete dete - attendees.csv"; filename*=UTF-8''F%C3%AAte%20d%E2%80%99%C3%A9t%C3%A9%20%E5%A4%8F%20-%20attendees.csv`,
  );
  expect([...response.rawPayload.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  const rows = response.rawPayload.toString('utf16le').slice(1).split('\r\n');
  expect(rows).toHaveLength(1 + 2_101 + 1);
  expect(rows[0]).toBe(
    'Name,Email,Ticket type,Status,Short code,Issued (Europe/Berlin),Checked in (Europe/Berlin),Gate,Order,Ticket'
      .split(',')
      .map((cell) => `"${cell}"`)
      .join('\t'),
  );
  expect(rows[1]).toContain(
    `"'=HYPERLINK(""http://evil"")"\t"${evil.email}"\t"Parterre"\t"checked in"\t`,
  );
  expect(rows[1]).toContain(
    `\t"2026-12-17 19:30:00"\t"North, left"\t"${order.orderId}"\t"${ticket?.id}"`,
  );
  const ids = rows.slice(1, -1).map((row) => row.slice(-37, -1));
  expect(new Set(ids).size).toBe(2_101);
  expect(rows.filter((row) => row.startsWith(`"${buyer.name}"\t`))).toHaveLength(2_100);
});

test('the tickets of one order are listed on their own, with their status at the door', async () => {
  const { organiser, event } = await soldEvent(server, {}, [line(2)]);
  const buyer = testAccount({ name: 'One Order' });
  const { orderId } = await buy(server, buyer, event.eventId);
  const page = await attendees(event.eventId, organiser, `?orderId=${orderId}`);
  expect(page.items.map((one) => one.holderName)).toEqual(['One Order']);
  for (const one of (await attendees(event.eventId, organiser)).items) {
    const body = { ticketId: one.ticketId, eventId: event.eventId };
    const response = await server.request('POST', '/api/check-ins', { as: organiser, body });
    expect(response.json()).toMatchObject({ result: 'admitted' });
  }
  const log = async (query: string) =>
    (await get(`/api/events/${event.eventId}/door/log${query}`, organiser)).json().items;
  expect(await log('')).toHaveLength(3);
  expect(await log(`?orderId=${orderId}`)).toMatchObject([
    { kind: 'admitted', ticket: { holderName: 'One Order' } },
  ]);
});
