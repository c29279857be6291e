// `npm run build`: builds what is out of date. `--without-pages`: the services alone.
import { buildAll } from './prepare.mjs';

try {
  await buildAll({ pages: !process.argv.includes('--without-pages') });
} catch (error) {
  console.error(`\nThe build failed:\n${error.message}`);
  process.exit(1);
}
