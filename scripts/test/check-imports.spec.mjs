import { expect, it } from 'vitest';
import { findViolations } from '../check-structure.mjs';

const found = (path, target) => findViolations([{ path, text: `import { x } from '${target}';` }]);

it('check-structure finds components, libraries, islands and actions that import from app/', () => {
  for (const [path, target] of [
    ['apps/web/src/components/organiser/publish.tsx', '../../app/organiser/publish'],
    ['apps/web/src/lib/sign-in.ts', '../app/sign-in'],
    ['apps/web/src/islands/checkout.tsx', '../app/checkout/pay'],
    ['apps/web/src/actions/create-event.ts', '../app/organiser/state'],
  ]) {
    expect(found(path, target)).toEqual([
      `${path}: imports ${target}; pages of app/ may import the rest of the web, not the other way`,
    ]);
  }
});

it('check-structure finds a dynamic import from app/ too', () => {
  const text = "const { pay } = await import('../app/checkout/pay');";
  expect(findViolations([{ path: 'apps/web/src/lib/pay.ts', text }])).toHaveLength(1);
});

it('check-structure lets pages of app/ import the rest of the web and each other', () => {
  expect(found('apps/web/src/app/organiser/page.tsx', '../../components/frame')).toEqual([]);
  expect(found('apps/web/src/app/organiser/page.tsx', './state')).toEqual([]);
  expect(found('apps/web/src/components/frame.tsx', './header')).toEqual([]);
});
