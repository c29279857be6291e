import { ProblemDetails } from '@onsale/contracts/problem';
import { type Access, isBinary, type RouteContract } from '@onsale/contracts/route';
import { type Refusal, refusalsOf } from './refusals.js';

const requestId = { description: 'Quote it when you ask for help', schema: { type: 'string' } };
const retryAfter = { description: 'Seconds', schema: { type: 'integer', minimum: 0 } };

const problemSchema = { $ref: '#/components/schemas/Problem' };

const problem = ({ description, retryAfter: waits, current }: Refusal) => ({
  description,
  headers: { 'X-Request-Id': requestId, ...(waits ? { 'Retry-After': retryAfter } : {}) },
  content: {
    'application/problem+json': {
      schema: current
        ? { allOf: [problemSchema, { type: 'object', properties: { current } }] }
        : problemSchema,
    },
  },
});

function parameters(contract: RouteContract): object[] {
  const places = [
    ['path', contract.params],
    ['query', contract.query],
    ['header', contract.headers],
  ] as const;
  return places.flatMap(([place, schema]) => {
    const object = schema as
      | { properties?: Record<string, object>; required?: string[] }
      | undefined;
    return Object.entries(object?.properties ?? {}).map(([name, property]) => ({
      name,
      in: place,
      required: object?.required?.includes(name) ?? false,
      schema: property,
    }));
  });
}

function requestBody(contract: RouteContract): object {
  if (contract.rawBody) {
    const content = contract.rawBody.mediaTypes.map((type) => [type, {}] as const);
    return { requestBody: { required: true, content: Object.fromEntries(content) } };
  }
  if (!contract.body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: contract.body } } },
  };
}

function responses(contract: RouteContract): Record<string, object> {
  const answers: Record<string, object> = {};
  for (const [status, response] of Object.entries(contract.responses)) {
    if (response === null) answers[status] = { description: 'Done' };
    else if (isBinary(response)) {
      answers[status] = {
        description: response.description,
        content: { [response.mediaType]: {} },
      };
    } else {
      answers[status] = {
        description: 'Done',
        content: { 'application/json': { schema: response } },
      };
    }
  }
  for (const [status, refusal] of Object.entries(refusalsOf(contract))) {
    answers[status] = problem(refusal);
  }
  answers.default = problem({ description: 'Any other refusal' });
  return answers;
}

const needs = ({ permission }: RouteContract) =>
  permission
    ? {
        description: `Needs the permission \`${permission}\` at the event.`,
        'x-permission': permission,
      }
    : {};

/** What a caller shows, by who may call. */
const security = {
  public: [],
  provider: [], // signs each request in its own way
  account: [{ session: [] }],
  operator: [{ operatorToken: [] }],
} as const satisfies Record<Access, object[]>;

/** The OpenAPI 3.1 document of exactly these routes. */
export function openApi(contracts: readonly RouteContract[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    const path = contract.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [contract.method.toLowerCase()]: {
        operationId: contract.id,
        summary: contract.summary,
        ...needs(contract),
        tags: [contract.service],
        security: security[contract.access],
        parameters: parameters(contract),
        ...requestBody(contract),
        responses: responses(contract),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Onsale', version, description: 'Ticket sales that survive the onsale.' },
    paths,
    components: {
      schemas: { Problem: ProblemDetails },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'onsale_session' },
        operatorToken: {
          type: 'http',
          scheme: 'bearer',
          description:
            'ONSALE_OPERATOR_TOKEN of the install; an embedded one keeps it in secrets.json',
        },
      },
    },
  };
}
