import { Agent } from 'node:http';
import { createDice, type Dice } from './dice.js';
import { type Operation, readDocument } from './document.js';
import { createJudge, type Judge } from './judge.js';
import { makeDraft, requestOf } from './make.js';
import { type Call, type Cast, gather, type Person, renew, roles } from './people.js';
import { faultOfRaw, nastyPacket } from './raw.js';
import { type Reply, type Request, send } from './send.js';
import { spoil } from './spoil.js';
import { createThings, type Things } from './things.js';

export interface AbuseOptions {
  /** The address of an install whose data may be ruined. */
  readonly url: string;
  readonly operatorToken?: string | undefined;
  readonly seed: number;
  /** The run ends at the first of these two limits. */
  readonly requests: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly tell?: (line: string) => void;
}

/** A kind of fault, with the first request that had it. */
interface Fault {
  readonly what: string;
  readonly operation: string;
  readonly times: number;
  readonly example: { by: string; how: string; request: string; reply: string };
}

export interface AbuseReport {
  readonly seed: number;
  readonly requests: number;
  readonly faults: readonly Fault[];
  /** How often each operation gave each status. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

const atOnce = 6;
/** After this, new people take over: limits per account leave the old ones too little to do. */
const requestsOfACast = 2_500;
const mostKindsOfFaults = 200;

/** Operations that are chosen more often than others. */
const weights: Readonly<Record<string, number>> = {
  placeOrder: 4,
  pay: 3,
  createTicketType: 2,
  publishEvent: 2,
  signUp: 0.2,
  signIn: 0.3,
  signOut: 0.1,
  cancelEvent: 0.4,
  streamAvailability: 0.5,
};

/**
 * Sends what nobody should: every operation of the OpenAPI document, by every role, with valid and
 * broken input, at once; and checks every answer against the document.
 * @throws Error when there is no such install, or its people cannot be made
 */
export async function abuse(options: AbuseOptions): Promise<AbuseReport> {
  const { seed, requests, seconds, signal, tell = () => undefined } = options;
  const url = new URL(options.url);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce * 4 });
  const found = new Map<string, Fault>();
  const answers = new Map<string, Map<number, number>>();
  let endsMs = Number.POSITIVE_INFINITY;
  let sent = 0;
  try {
    const operations = readDocument(await readJson(url, agent));
    const offered = operations.flatMap((operation) =>
      Array.from<Operation>({ length: Math.ceil(10 * (weights[operation.id] ?? 1)) }).fill(
        operation,
      ),
    );
    const isOver = () => sent >= requests || performance.now() > endsMs || signal?.aborted === true;
    for (let round = 0; !isOver(); round++) {
      const dice = createDice(seed + round);
      const stage = await setStage(url, agent, dice, operations, options.operatorToken).catch(
        (error: Error) => {
          if (round === 0) throw error;
          return error;
        },
      );
      if (stage instanceof Error) {
        // Keeps the faults found so far.
        note({ ...nobody, operation: 'signUp', faults: [`no new people: ${stage.message}`] });
        break;
      }
      // Signing its people up comes first, which takes long on a slow machine.
      if (round === 0) endsMs = performance.now() + seconds * 1_000;
      const lastOfRound = sent + requestsOfACast;
      const work = async () => {
        while (!isOver() && sent < lastOfRound) {
          sent += 1;
          const turn = createDice(seed * 1_000_003 + sent);
          await takeTurn(stage, turn, offered, note);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      tell(`${sent} requests, ${found.size} kinds of faults`);
    }
    return { seed, requests: sent, faults: [...found.values()], answers };
  } finally {
    agent.destroy();
  }

  function note({ operation, faults, status, ...example }: Outcome): void {
    const counts = answers.get(operation) ?? new Map<number, number>();
    answers.set(operation, counts.set(status, (counts.get(status) ?? 0) + 1));
    for (const what of faults) {
      const key = `${operation} ${what}`;
      const known = found.get(key);
      if (!known && found.size >= mostKindsOfFaults) continue;
      found.set(key, {
        ...(known ?? { what, operation, example }),
        times: (known?.times ?? 0) + 1,
      });
    }
  }
}

const nobody = { status: 0, by: '', how: '', request: '', reply: '' };

interface Stage {
  readonly url: URL;
  readonly agent: Agent;
  readonly call: Call;
  readonly cast: Cast;
  readonly things: Things;
  readonly judge: Judge;
}

interface Outcome {
  readonly operation: string;
  readonly status: number;
  readonly faults: readonly string[];
  readonly by: string;
  readonly how: string;
  readonly request: string;
  readonly reply: string;
}

async function setStage(
  url: URL,
  agent: Agent,
  dice: Dice,
  operations: readonly Operation[],
  operatorToken: string | undefined,
): Promise<Stage> {
  const things = createThings();
  const call: Call = async (by, method, path, body, more = {}) => {
    const reply = await send(url, agent, {
      ...{ method, path },
      headers: { ...by.headers, ...(body ? { 'content-type': 'application/json' } : {}), ...more },
      body: body && Buffer.from(JSON.stringify(body)),
    });
    if (!reply) throw new Error(`${method} ${path} cannot be sent`);
    const json = parse(reply.text);
    if (reply.status < 300) things.learn(json, by.role, path);
    return { ...reply, json };
  };
  const cast = await gather(call, dice, operatorToken, things.keepSecret);
  const addresses = new Set(Object.values(cast.people).flatMap(({ email }) => email || []));
  const problem = operations[0]?.answers.default;
  if (!problem) throw new Error('The OpenAPI document does not say how requests are refused.');
  return { url, agent, call, cast, things, judge: createJudge(problem, cast.secrets, addresses) };
}

/** One request, or the same one several times at once, by one or by several people. */
async function takeTurn(
  stage: Stage,
  dice: Dice,
  offered: readonly Operation[],
  note: (outcome: Outcome) => void,
): Promise<void> {
  const { url, cast, things } = stage;
  if (dice.happens(0.02)) {
    const packet = nastyPacket(url, dice);
    const fault = await faultOfRaw(url, packet);
    const request = JSON.stringify(packet.toString('latin1').slice(0, 500));
    note({
      operation: 'bytes',
      status: 0,
      faults: fault ? [fault] : [],
      by: '',
      how: '',
      request,
      reply: '',
    });
    return;
  }
  const operation = dice.pick(offered);
  const by = cast.people[dice.pick(roles)];
  const maker = { dice, things, by };
  const made = dice.happens(0.5)
    ? {
        request: requestOf(operation, makeDraft(operation, maker)),
        ...{ how: 'valid', astray: false, early: false },
      }
    : spoil(operation, maker);
  const times = dice.happens(0.08) ? dice.between(2, 4) : 1;
  const other = cast.people[dice.pick(roles)];
  const crowd = Array.from({ length: times }, (_, n) => (n % 2 === 0 ? by : other));
  const about = `${made.request.path} ${made.request.body?.toString() ?? ''}`;
  const free = crowd.filter(({ role }) => !things.isKeptFrom(about, role));
  await Promise.all(free.map((person) => ask(stage, operation, made, person, by, note)));
}

async function ask(
  { url, agent, call, things, judge }: Stage,
  operation: Operation,
  { request, how, astray, early }: ReturnType<typeof spoil>,
  person: Person,
  author: Person,
  note: (outcome: Outcome) => void,
): Promise<void> {
  const mine =
    person === author ? request : { ...request, headers: asSaidBy(person, author, request) };
  const asked = { operation: astray ? undefined : operation, request: mine, by: person, early };
  const told = { by: person.role, how, request: written(mine) };
  let reply: Reply | undefined;
  try {
    reply = await send(url, agent, mine);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    // The server may end a connection whose request it refuses before it has read it all.
    const mayEnd = early || (mine.body?.length ?? 0) > 60_000;
    if (mayEnd && ['ECONNRESET', 'EPIPE', 'HPE_INVALID_CONSTANT'].includes(code)) return;
    note({
      ...told,
      operation: operation.id,
      status: 0,
      faults: [`does not answer: ${message}`],
      reply: '',
    });
    return;
  }
  if (!reply) return;
  const json = parse(reply.text);
  if (reply.status < 300) things.learn(json, person.role, operation.path);
  const faults = judge.faultsOf(asked, reply);
  const { status, text } = reply;
  note({
    ...told,
    operation: operation.id,
    status,
    faults,
    reply: `${status} ${text.slice(0, 600)}`,
  });
  // A person who cannot sign in again is a stranger for the rest of the round.
  if (operation.id === 'signOut' && status === 204) await renew(call, person).catch(() => false);
}

/** The same request as another person. */
function asSaidBy(person: Person, author: Person, { headers }: Request): Request['headers'] {
  const proofs = Object.keys(author.headers);
  const rest = Object.entries(headers).filter(([name]) => !proofs.includes(name));
  return { ...Object.fromEntries(rest), ...person.headers };
}

/** For sending it again by hand; without the proofs. */
const written = ({ method, path, headers, body }: Request) => {
  const shown = Object.entries(headers).filter(
    ([name]) => name !== 'cookie' && name !== 'authorization',
  );
  return `${method} ${path.slice(0, 500)} ${JSON.stringify(Object.fromEntries(shown)).slice(0, 500)} ${JSON.stringify(body?.toString('utf8').slice(0, 800) ?? '')}`;
};

async function readJson(url: URL, agent: Agent): Promise<Record<string, unknown>> {
  const document = await send(url, agent, {
    method: 'GET',
    path: '/api/openapi.json',
    headers: {},
    body: undefined,
  });
  const json = document && parse(document.text);
  if (typeof json === 'object' && json !== null && 'paths' in json)
    return json as Record<string, unknown>;
  throw new Error(`What answers at ${url.origin} is not Onsale. Check the address.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
