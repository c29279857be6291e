// `npm start`: installs and builds what is missing, then runs every service in this process.
// It is started with `--max-semi-space-size=64`: requests of a rush live longer than the 16 MB that
// Node has for young objects, and copying them costs. See docs/performance.md.
import { launch } from './launch.mjs';

await launch('apps/embedded/dist/main.js');
