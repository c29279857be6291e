import type { Answer, Operation } from './document.js';
import type { Person, Role } from './people.js';
import type { Reply, Request } from './send.js';

interface Asked {
  /** Undefined when the request may have reached another route, or none. */
  readonly operation: Operation | undefined;
  readonly request: Request;
  readonly by: Person;
  /** Whether its headers may have made the server refuse it before any route. */
  readonly early: boolean;
}

export interface Judge {
  /** @returns what is wrong with the answer, a sentence each */
  faultsOf(asked: Asked, reply: Reply): string[];
}

/** Statuses of the server itself on any route: `default` in the document. */
const serversOwn = [400, 403, 404, 405, 408, 413, 414, 415, 417, 421, 431];
/** A longer path, with its headers, may exceed the server's limit before any route sees it. */
const mostPath = 6_000;
/** Words that would reveal our code. */
const insides =
  /node_modules|\bat \S+ \(|\.[jt]s:\d+|syntax error at|violates \w+ constraint|relation "|ECONN|deadlock detected/;
/** Routes on which an organiser reads the addresses of others. */
const readsAddresses = /^(attendees|orders|staff|sales):/;

/**
 * @param problem the refusal that every route shares: `default`
 * @param secrets titles of drafts, and who alone may read each
 * @param addresses of everyone who takes part
 */
export function createJudge(
  problem: Answer,
  secrets: ReadonlyMap<string, Role>,
  addresses: ReadonlySet<string>,
): Judge {
  function leaksOf({ operation, request, by }: Asked, text: string): string[] {
    const sent = `${request.path} ${request.body?.toString() ?? ''}`;
    const drafts = [...secrets]
      .filter(([title, owner]) => owner !== by.role && text.includes(title))
      .map(([title]) => `shows the draft "${title}" of another`);
    if (operation?.permission && readsAddresses.test(operation.permission)) return drafts;
    // Approves accounts by name and address.
    if (operation?.needs === 'operator' && by.role === 'operator') return drafts;
    const shown = [...addresses].filter(
      (email) => email !== by.email && text.includes(email) && !sent.includes(email),
    );
    return [...drafts, ...shown.map((email) => `shows the address ${email} of another`)];
  }

  function refusalFaults({ operation, request, early: marked }: Asked, reply: Reply): string[] {
    const early = marked || request.path.length > mostPath;
    const { status, headers, text } = reply;
    // Outside the API a browser gets a page.
    const isPage = !operation && !request.path.startsWith('/api/') && /^<!doctype html>/.test(text);
    if (isPage && status < 500) return [];
    const body = parse(text);
    const fault = problem.faultOf(body);
    if (!String(headers['content-type']).startsWith('application/problem+json') || fault) {
      return [`refuses in another form than documented: ${fault ?? headers['content-type']}`];
    }
    const { code, status: said } = body as { code: string; status: number };
    const faults = said === status ? [] : [`answers ${status} and says ${said}`];
    if (status === 503 && !headers['retry-after']) faults.push('has no Retry-After with its 503');
    if (status >= 500 && status !== 503) return [...faults, `answers ${status}`];
    if (!operation) return faults;
    const documented = operation.answers[status];
    if (documented) {
      const isKnown = documented.codes.includes(code) || (early && serversOwn.includes(status));
      if (!isKnown) faults.push(`answers ${status} with the undocumented code ${code}`);
      const wrong = isKnown && documented.codes.includes(code) && documented.faultOf(body);
      if (wrong) faults.push(`answers ${status} in another form than documented: ${wrong}`);
    } else if (!serversOwn.includes(status) || !early) {
      faults.push(`answers ${status} ${code}, which is not documented`);
    }
    return faults;
  }

  function successFaults({ operation, request }: Asked, reply: Reply): string[] {
    if (!operation) return [];
    const { status, headers, text } = reply;
    const answer = operation.answers[status];
    if (!answer) return [`answers ${status}, which is not documented`];
    const faults = [];
    const proves = 'cookie' in request.headers || 'authorization' in request.headers;
    if (operation.needs !== 'nothing' && !proves)
      faults.push('answers a caller that proved nothing');
    const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
    if (answer.mediaTypes.length === 0) {
      return text === '' ? faults : [...faults, 'has a body, and none is documented'];
    }
    if (!answer.mediaTypes.some((documented) => isOf(type, documented))) {
      return [...faults, `answers with ${type}, not ${answer.mediaTypes}`];
    }
    const wrong = type === 'application/json' && answer.faultOf(parse(text));
    return wrong ? [...faults, `answers in another form than documented: ${wrong}`] : faults;
  }

  return {
    faultsOf(asked, reply) {
      const { status, headers, text } = reply;
      const faults = status >= 400 ? refusalFaults(asked, reply) : successFaults(asked, reply);
      if (headers['x-content-type-options'] !== 'nosniff') faults.push('lacks nosniff');
      if (headers['x-frame-options'] !== 'DENY') faults.push('lacks X-Frame-Options');
      if (headers['access-control-allow-origin']) faults.push('lets pages of other sites read it');
      if (!headers['x-request-id']) faults.push('lacks X-Request-Id');
      const sent = `${asked.request.path} ${asked.request.body?.toString() ?? ''}`;
      const inside = insides.exec(text)?.[0];
      if (status >= 400 && inside && !sent.includes(inside)) faults.push(`tells "${inside}"`);
      return [...faults, ...leaksOf(asked, text)];
    },
  };
}

const isOf = (type: string, documented: string) =>
  documented.endsWith('/*') ? type.startsWith(documented.slice(0, -1)) : type === documented;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
