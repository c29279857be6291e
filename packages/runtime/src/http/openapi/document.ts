import type { Access, RouteContract } from '@onsale/contracts/route';
import { namedSchemas } from '@onsale/contracts/schemas';
import { answerBook, headers, nameAfter } from './answers.js';
import { exampleMaker, type MakeExample } from './examples.js';
import { parameterBook } from './parameters.js';
import { type SchemaBook, schemaBook } from './schema-book.js';

const description = `Ticket sales that survive the onsale.

- **Refusals** are problem details (RFC 9457), \`application/problem+json\`: \`code\` is for programs and never changes its meaning, \`detail\` is for people. Each route lists the codes that it may answer.
- **The session cookie** identifies the caller; signing in sets it.
- **Writes from other sites' pages** are refused: where there is an \`Origin\` header, it must name this site. Programs need not send one.
- **Retries are harmless** when you hold tickets: a retry with the same \`Idempotency-Key\` gets the same answer.
- **Lists** come in pages: \`nextCursor\` is the \`cursor\` of the next one, and null on the last.`;

const tags: Readonly<Record<RouteContract['service'], string>> = {
  auth: 'Accounts and sessions',
  catalog: 'Events, their ticket types, posters and staff',
  orders: 'Holds, orders and availability',
  payments: 'Payments and their outcomes',
  tickets: 'Tickets, the door, and attendees',
};

/** The credentials that a caller sends, by the access of the route. */
const security = {
  public: [],
  provider: [], // signs each request in its own way
  account: [{ session: [] }],
  operator: [{ operatorToken: [] }],
} as const satisfies Record<Access, object[]>;

const securitySchemes = (sessionCookie: string) => ({
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie,
    description: `Signing up and signing in set it; over HTTPS its name is __Host-${sessionCookie}`,
  },
  operatorToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'ONSALE_OPERATOR_TOKEN of the install; an embedded one keeps it in secrets.json. An install without one has its operator routes closed: 404',
  },
});

const needs = ({ permission }: RouteContract) =>
  permission
    ? {
        description: `Needs the permission \`${permission}\` at the event.`,
        'x-permission': permission,
      }
    : {};

function requestBody(contract: RouteContract, schemas: SchemaBook, example: MakeExample): object {
  const { rawBody, body } = contract;
  if (rawBody) {
    const content = rawBody.mediaTypes.map((type) => [type, {}] as const);
    return { requestBody: { required: true, content: Object.fromEntries(content) } };
  }
  if (!body) return {};
  const schema = schemas.refer(body, nameAfter(contract, 'Body'));
  const content = { 'application/json': { schema, example: example(body) } };
  return { requestBody: { required: true, content } };
}

/**
 * The OpenAPI 3.1 document of exactly these routes.
 * @param sessionCookie name of the session cookie without TLS
 */
export function openApi(
  contracts: readonly RouteContract[],
  version: string,
  sessionCookie: string,
): object {
  const example = exampleMaker(contracts);
  const schemas = schemaBook(namedSchemas);
  const parameters = parameterBook(contracts, schemas);
  const answers = answerBook(schemas, example);

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
        parameters: parameters.of(contract),
        ...requestBody(contract, schemas, example),
        responses: answers.of(contract),
      },
    };
  }
  const responses = answers.shared();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Onsale',
      version,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The install that serves this document' }],
    tags: Object.entries(tags).map(([name, about]) => ({ name, description: about })),
    paths,
    components: {
      schemas: schemas.schemas(),
      parameters: parameters.shared(),
      headers,
      responses,
      securitySchemes: securitySchemes(sessionCookie),
    },
  };
}
