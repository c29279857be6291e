import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, pickFreePort, testFolder } from '@onsale/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { operatorToken } from './callers.js';
import { goodCard, Person } from './install.js';
import { copyInstall, testSettings } from './shared-install.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const wrongPassword = 'not the right password';

type Line = Readonly<Record<string, unknown>>;
let url: string;
let log = '';
let stop: () => Promise<void>;

beforeAll(async () => {
  const folder = await testFolder('log-lines');
  await copyInstall(inject('emptyInstall'), join(folder, 'data'));
  const port = String(await pickFreePort());
  url = `http://127.0.0.1:${port}`;
  const own = { PORT: port, ONSALE_DATA: join(folder, 'data'), ONSALE_WEB: '0' };
  const operator = { ONSALE_OPERATOR_TOKEN: operatorToken };
  const install = spawn(process.execPath, [join(root, 'apps/embedded/dist/main.js')], {
    env: { ...process.env, ...testSettings, ...own, ...operator, ONSALE_LOG: 'debug' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  install.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  stop = async () => {
    if (install.exitCode === null && install.kill('SIGTERM')) await once(install, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  const ready = async () => expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await eventually(ready, { timeoutMs: 90_000 });
});
afterAll(() => stop?.());

const lines = () =>
  log
    .split('\n')
    .slice(0, -1) // of a line that is not whole yet
    .map((line) => JSON.parse(line) as Line);

/** The kind of a log line: lines of one kind have the same fields. */
const kindOf = ({ msg, security, outcome }: Line) => [msg, security, outcome].join(' ');

it('a purchase, a refused sign-in and a refund are logged as docs/operations.md shows, with ids and no personal data', async () => {
  const organiser = await Person.signUp(url, 'Olga Organiser');
  const buyer = await Person.signUp(url, 'Berta Buyer');
  const { event, ticketType } = await organiser.putOnSale({}, { title: 'The Unspoken Title' });
  await buyer.signInAgain();
  const body = { email: buyer.email, password: wrongPassword };
  const refused = await Person.anonymous(url).send({
    method: 'POST',
    path: '/api/users/signin',
    body,
  });
  expect(refused.status).toBe(401);
  const { order, tickets } = await buyer.buy(ticketType);
  await organiser.call('POST', `/api/events/${event.id}/cancel`, { reason: 'Burst pipe' });

  // What names people in its address, and what is refused.
  const invited = await organiser.invite((await organiser.createEvent()).id, 'Steve the Steward');
  for (const path of [
    `/api/events/${event.id}/door/tickets?q=Berta`,
    `/api/events/${event.id}/attendees?q=${buyer.email}`,
    `/api/events/${event.id}/attendees.csv`,
    `/api/events/${event.id}/orders?q=${buyer.email}`,
    `/api/staff-invitations/${invited.token}`,
    `/api/events?q=Unspoken&email=${buyer.email}`,
    `/nowhere/Berta?email=${buyer.email}`,
    `/api/tickets/calendars/${tickets[0]?.calendarUrl?.split('/').at(-2)}/event.ics`,
  ]) {
    expect((await organiser.send({ method: 'GET', path })).status, path).toBeLessThan(500);
  }
  for (const bytes of [`{"email":"${buyer.email}"`, JSON.stringify({ email: [buyer.email] })]) {
    const raw = { type: 'application/json', bytes };
    const said = await Person.anonymous(url).send({
      ...{ method: 'POST', path: '/api/users/signin' },
      raw,
    });
    expect(said.status).toBe(400);
    expect(said.text).not.toContain(buyer.email);
  }
  const operator = Person.operator(url, operatorToken);
  const metrics = (await operator.send({ method: 'GET', path: '/metrics' })).text;
  expect(metrics).toContain('http_requests_total');

  const docs = await readFile(join(root, 'docs/operations.md'), 'utf8');
  const [, section = ''] = docs.split('## The security log');
  const shown = (/```json\n(.*?)```/s.exec(section)?.[1] ?? '').trim().split('\n');
  expect(shown).toHaveLength(4);
  for (const example of shown.map((line) => JSON.parse(line) as Line)) {
    const kind = kindOf(example);
    await eventually(() => expect(lines().map(kindOf), `no line like: ${kind}`).toContain(kind));
    const same = lines().filter((line) => kindOf(line) === kind);
    const fields = same.map((line) => Object.keys(line).sort().join());
    expect(fields, kind).toContain(Object.keys(example).sort().join());
  }

  const [ticket] = tickets;
  const personal = [
    ...[buyer.email, organiser.email, 'Olga', 'Berta', 'Unspoken', 'Burst pipe'],
    ...['correct horse', wrongPassword, goodCard.number, goodCard.number.replaceAll(' ', '')],
    ...[buyer.cookie?.split('=')[1]?.slice(0, 60), ticket?.code, ticket?.shortCode],
    ...[ticket?.calendarUrl?.split('/').at(-2), invited.token, 'Steward', operatorToken],
  ];
  for (const text of personal) {
    expect(text).toMatch(/\S/);
    expect(log).not.toContain(text);
    expect(metrics).not.toContain(text);
  }
  expect(log).toContain(order.id);
  for (const { time } of lines()) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});
