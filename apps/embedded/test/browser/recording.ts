import { expect } from 'vitest';
import type { Recorded, Recorder } from './recorder.js';

/** Headers that differ from one browser, machine or connection to the next. */
const notCompared = /^(host|content-length|user-agent|sec-ch-ua.*)$/;
const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * The requests in a form that is equal for two recordings of the same actions: a phase for each
 * opened page and each pressed button, with everything that followed, whose order is chance.
 */
export function phasesOf({ requests, url }: Recorder): string[][] {
  const phases: string[][] = [];
  for (const request of requests) {
    const told = tell(request, url);
    const isAct =
      request.method !== 'GET' || request.headers.get('accept')?.startsWith('text/html');
    if (isAct) phases.push([told]);
    // An order is looked at until it is paid: how often is chance.
    else if (!isLook(request) || !phases.at(-1)?.includes(told)) phases.at(-1)?.push(told);
  }
  return phases.map(([act = '', ...rest]) => [act, ...rest.sort()]);
}

/** The requests by which a page looks at an order. */
export const looksOf = (requests: readonly Recorded[]): readonly Recorded[] =>
  requests.filter(isLook);

const isLook = ({ path }: Recorded) =>
  /^\/api\/(orders\/|payments\?orderId=|tickets\?orderId=)/.test(path);

function tell({ method, path, headers, body, cut }: Recorded, url: string): string {
  const told = [...headers]
    .filter(([name]) => !notCompared.test(name))
    .map(
      ([name, value]) =>
        `${name}: ${comparable(name, value).replaceAll(url, '').replace(id, ':id')}`,
    )
    .sort();
  return [
    `${method} ${path.replace(id, ':id')}${cut ? ', cut off' : ''}`,
    ...told,
    ...(body === '' ? [] : [JSON.stringify(shapeOf(JSON.parse(body)))]),
  ].join('\n  ');
}

function comparable(name: string, value: string): string {
  if (name === 'cookie') return value.replaceAll(/=[^;]*/g, '');
  return name === 'idempotency-key' || name === 'if-none-match' ? 'given' : value;
}

/** The names in a JSON value, and the types of its values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

/** Expects the first requests of these kinds in this order. */
export function expectOrder(requests: readonly Recorded[], kinds: readonly RegExp[]): void {
  const paths = requests.map(({ path }) => path);
  const places = kinds.map((kind) => paths.findIndex((path) => kind.test(path)));
  expect(places, `${kinds} in ${paths.join('\n')}`).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
}
