import { allRoutes } from '@onsale/contracts/routes';
import { describe, expect, it } from 'vitest';
import { routingRules, ruleFor } from '../src/routing.js';
import { exampleCalls, examplePages } from './examples.js';

const rules = routingRules();

describe('the routing table', () => {
  it.each(exampleCalls)('sends $method $path to $service', ({ path, service }) => {
    expect(ruleFor(rules, path).service).toBe(service);
  });

  it.each(examplePages)('sends $path to $service', ({ path, service }) => {
    expect(ruleFor(rules, path).service).toBe(service);
  });

  it('accepts a new route, even between routes of other services', () => {
    const [listEvents] = allRoutes.filter(({ id }) => id === 'listEvents');
    const added = { ...listEvents, service: 'payments', path: '/api/events/:id/payouts' } as const;
    const extended = routingRules([...allRoutes, added as (typeof allRoutes)[number]]);
    expect(ruleFor(extended, '/api/events/1/payouts').service).toBe('payments');
    expect(ruleFor(extended, '/api/events/1').service).toBe('catalog');
  });

  it('refuses a path that two services claim', () => {
    const [order] = allRoutes.filter(({ id }) => id === 'getOrder');
    const claimed = { ...order, service: 'tickets' } as (typeof allRoutes)[number];
    expect(() => routingRules([...allRoutes, claimed])).toThrow('of orders and of tickets');
  });

  it('knows which routes stream and which may be retried', () => {
    const streaming = rules.filter((rule) => rule.streams).map(({ path }) => path);
    expect(streaming).toEqual(['/api/events/:id/availability/stream']);
    expect(ruleFor(rules, '/api/orders').repeatable).toBe(true);
    expect(ruleFor(rules, '/api/payments').repeatable).toBe(false);
    expect(ruleFor(rules, '/api/events').repeatable).toBe(false);
  });
});
