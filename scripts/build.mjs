// `npm run build`: builds everything that is out of date. `--without-pages`: only the services.
import { buildAll } from './prepare.mjs';

try {
  await buildAll({ pages: !process.argv.includes('--without-pages') });
} catch (error) {
  console.error(`\nThe build failed:\n${error.message}`);
  process.exit(1);
}
