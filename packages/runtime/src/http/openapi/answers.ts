import type { ProblemCode } from '@onsale/contracts/problem';
import { ProblemDetails } from '@onsale/contracts/problem';
import { isBinary, type RouteContract } from '@onsale/contracts/route';
import { WaitHeaders } from '@onsale/contracts/waiting';
import { titles } from '../../errors.js';
import { mayAskToWait, refusalsOf } from '../refusals.js';
import type { MakeExample } from './examples.js';
import type { SchemaBook } from './schema-book.js';

export const headers = {
  RequestId: {
    description: 'Also the trace id of the request. Quote it when you ask for help',
    schema: { type: 'string', examples: ['4bf92f3577b34da6a3ce929d0e0e4736'] },
  },
  RetryAfter: {
    description: 'Seconds until a retry makes sense',
    schema: { type: 'integer', minimum: 0, examples: [2] },
  },
  PreferenceApplied: {
    description:
      '`wait`: the preference was honoured: the answer waited, or had something to say at once. If it is missing, pause before you ask again',
    schema: { type: 'string', enum: ['wait'] },
  },
};

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
const applied = { 'Preference-Applied': { $ref: '#/components/headers/PreferenceApplied' } };
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };

const descriptions: Readonly<Record<number, string>> = {
  400: 'The request does not have the documented form',
  401: 'The caller is not signed in, or its credentials are wrong',
  403: 'From a page of another site, or not for this account',
  404: 'There is no such thing, or it is not yours to see',
  409: 'The state forbids it',
  413: 'The body is too large',
  415: 'The body does not have a documented media type',
  429: 'Too many requests of this kind; nothing was done',
  503: 'Too busy, or a part is away: try again',
};

/** The answers of routes. Refusals that several routes share are listed once, under a name. */
export function answerBook(schemas: SchemaBook, example: MakeExample) {
  const shared = new Map<string, object>();

  function refusal(status: number, codes: readonly ProblemCode[], contract: RouteContract): object {
    const current = codes.includes('changed_meanwhile') ? contract.current : undefined;
    const properties = {
      code: { enum: codes },
      ...(current ? { current: schemas.refer(current) } : {}),
    };
    return {
      description: `${descriptions[status]}. \`code\`: ${codes.map((code) => `\`${code}\``).join(', ')}`,
      headers: { ...requestId, ...(mayAskToWait(status) ? retryAfter : {}) },
      content: {
        'application/problem+json': {
          schema: { allOf: [schemas.refer(ProblemDetails), { type: 'object', properties }] },
          example: {
            type: 'about:blank',
            title: titles[status],
            status,
            code: codes[0],
            detail: descriptions[status],
            errors: [{ message: descriptions[status] }],
            ...(codes[0] === 'changed_meanwhile' && current ? { current: example(current) } : {}),
          },
        },
      },
    };
  }

  /** One named refusal for all routes, except conflicts, which differ between routes. */
  function referToRefusal(
    status: number,
    codes: readonly ProblemCode[],
    contract: RouteContract,
  ): object {
    if (status === 409) return refusal(status, codes, contract);
    const name = [status, ...codes].join('.');
    if (!shared.has(name)) shared.set(name, refusal(status, codes, contract));
    return { $ref: `#/components/responses/${name}` };
  }

  function success(contract: RouteContract, response: RouteContract['responses'][number]): object {
    if (response === null) return { description: 'Done', headers: requestId };
    if (isBinary(response)) {
      const { description, mediaType } = response;
      return { description, headers: requestId, content: { [mediaType]: {} } };
    }
    const schema = schemas.refer(response, nameAfter(contract, 'Reply'));
    const content = { 'application/json': { schema, example: example(response) } };
    const own = contract.headers === WaitHeaders ? applied : {};
    return { description: 'Done', headers: { ...requestId, ...own }, content };
  }

  return {
    of(contract: RouteContract): Record<string, object> {
      const { responses } = contract;
      return {
        ...mapEntries(responses, (_status, response) => success(contract, response)),
        ...mapEntries(refusalsOf(contract), (status, codes) =>
          referToRefusal(status, codes, contract),
        ),
        default: { $ref: '#/components/responses/Problem' },
      };
    },
    shared: (): Record<string, object> => ({
      ...Object.fromEntries(shared),
      Problem: {
        description: 'A refusal of the server itself, for any route, or an internal error',
        headers: requestId,
        content: { 'application/problem+json': { schema: schemas.refer(ProblemDetails) } },
      },
    }),
  };
}

/** `PlaceOrderBody` */
export const nameAfter = ({ id }: RouteContract, what: 'Body' | 'Reply') =>
  id.slice(0, 1).toUpperCase() + id.slice(1) + what;

const mapEntries = <T>(
  record: Readonly<Record<number, T>>,
  map: (key: number, value: T) => object,
) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(Number(key), value)]));
