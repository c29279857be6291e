import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { allRoutes } from '../src/routes.js';
import { textRuleOf } from '../src/text-fields.js';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Each text that a caller can send, with its depth. */
function textsIn(schema: unknown, path: readonly string[] = []): [string, TSchema, number][] {
  if (!isNode(schema)) return [];
  const own = schema.type === 'string' && schema.enum === undefined && schema.const === undefined;
  const properties = Object.entries((schema.properties as Node | undefined) ?? {});
  const parts = [schema.items, ...((schema.anyOf as unknown[] | undefined) ?? [])];
  return [
    ...(own ? [[path.join('.'), schema as TSchema, path.length] as [string, TSchema, number]] : []),
    ...properties.flatMap(([name, one]) => textsIn(one, [...path, name])),
    ...parts.flatMap((one) => textsIn(one, path)),
  ];
}

const texts = allRoutes.flatMap(({ id, params, query, headers, body }) =>
  [params, query, headers, body].flatMap((schema) =>
    textsIn(schema).map(([path, text, depth]) => ({ at: `${id} ${path}`, text, depth })),
  ),
);

describe('a text that callers send', () => {
  it('is found in the contracts', () => expect(texts.length).toBeGreaterThan(40));

  it.each(texts)('$at has a format that excludes NUL', ({ text }) => {
    expect(text).toHaveProperty('pattern');
    const { minLength = 1 } = text as { minLength?: number };
    for (const typed of [
      '\0',
      'a\0',
      `${'a'.repeat(minLength)}\0`,
      '\0@example.org',
      'https://\0',
    ]) {
      expect(Compile(text).Check(typed), JSON.stringify(typed)).toBe(false);
    }
  });

  it.each(texts)('$at is bounded in length', ({ text }) => {
    const { maxLength, pattern } = text as { maxLength?: number; pattern: string };
    const bounded = /^\^(\(|\[|\d|\\d)/.test(pattern) && !/[*+]\$$/.test(pattern);
    expect(maxLength !== undefined || bounded).toBe(true);
  });

  it('is a top-level field when services clean it', () => {
    const written = texts.filter(({ text }) => textRuleOf(text));
    expect(written.map(({ at }) => at)).toEqual([
      'signUp email',
      'signUp name',
      'updateAccount name',
      'listEvents q',
      'listOrganiserEvents q',
      'createEvent title',
      'createEvent description',
      'createEvent venueName',
      'createEvent venueAddress',
      'createEvent refundPolicy',
      'updateEvent title',
      'updateEvent description',
      'updateEvent venueName',
      'updateEvent venueAddress',
      'updateEvent refundPolicy',
      'cancelEvent reason',
      'createTicketType name',
      'createTicketType description',
      'updateTicketType name',
      'updateTicketType description',
      'inviteStaff label',
      'listEventOrders q',
      'checkIn gate',
      'findAtDoor q',
      'listAttendees q',
    ]);
    expect(written.filter(({ depth }) => depth !== 1)).toEqual([]);
  });
});
