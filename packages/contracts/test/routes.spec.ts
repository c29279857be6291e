import { describe, expect, it } from 'vitest';
import { problemCodes } from '../src/problem.js';
import { allRoutes } from '../src/routes.js';

describe('the routes', () => {
  it('have unique names and unique paths', () => {
    const names = allRoutes.map((route) => route.id);
    const places = allRoutes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(allRoutes)('$id refuses unknown fields in its body and its query', ({ body, query }) => {
    for (const part of [body, query]) {
      if (!part) continue;
      expect((part as { additionalProperties?: boolean }).additionalProperties).toBe(false);
    }
  });

  it.each(allRoutes)('$id documents each parameter of its path', ({ path, params }) => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const documented = Object.keys(
      (params as { properties?: object } | undefined)?.properties ?? {},
    );
    expect(documented.sort()).toEqual(inPath.sort());
  });

  it.each(allRoutes)(
    '$id reads with GET, and changes with a method that no link can send',
    (route) => {
      const { method, body, rawBody, responses } = route;
      const successes = Object.keys(responses);
      if (method !== 'GET') return expect(['POST', 'PATCH', 'DELETE']).toContain(method);
      expect([body, rawBody]).toEqual([undefined, undefined]);
      expect(successes.filter((status) => status !== '200' && status !== '304')).toEqual([]);
    },
  );

  it('use only known problem codes', () => {
    const used = allRoutes.flatMap(({ conflicts = [], refuses = {} }) => [
      ...conflicts,
      ...Object.values(refuses).flat(),
    ]);
    expect(used.filter((code) => !problemCodes.includes(code))).toEqual([]);
  });
});
