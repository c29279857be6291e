import { expect, it } from 'vitest';
import config from '../../vitest.config.ts';
import { planTurns, projects } from '../test-node.mjs';

it('tests on two Nodes leave no project out', () => {
  const all = config.test.projects.map(({ test }) => test.name);
  expect([...new Set([...projects.here, ...projects.shipped])].sort()).toEqual(all.sort());
});

it('tests run on this Node unless another one is named', () => {
  const args = ['services/orders'];
  expect(planTurns(undefined, args)).toEqual([{ node: process.execPath, args }]);
  expect(planTurns(process.execPath, args)).toEqual([{ node: process.execPath, args }]);
  expect(() => planTurns('19', args)).toThrow('ONSALE_TEST_NODE is 19. Set it to 24');
});
