// `npm run release -w deploy`: writes the version of the root's package.json wherever it is named.
import { readFileSync, writeFileSync } from 'node:fs';
import { release, releasePlaces, withRelease } from './release.js';

for (const place of releasePlaces) {
  const file = new URL(`../../${place}`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const written = withRelease(text);
  if (written !== text) writeFileSync(file, written);
  console.log(`${place}: ${written === text ? 'is' : 'now'} ${release}`);
}
