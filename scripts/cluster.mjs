// `npm run cluster`: installs and builds what is missing, then runs every service as processes of
// its own.
import { launch } from './launch.mjs';

await launch('apps/cluster/dist/main.js');
