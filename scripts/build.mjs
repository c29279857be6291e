// `npm run build`: builds what is out of date.
import { buildAll } from './prepare.mjs';

try {
  await buildAll();
} catch (error) {
  console.error(`\nThe build failed:\n${error.message}`);
  process.exit(1);
}
