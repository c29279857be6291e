import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { auth } from './service.js';

// Of all services this one is asked least in a rush, so it serves the documents of the whole API.
await runService(auth, cluster, { docs: true });
