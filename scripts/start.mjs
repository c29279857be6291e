// `npm start`: installs and builds what is missing, then runs every service in this process.
import { launch } from './launch.mjs';

await launch('apps/embedded/dist/main.js');
