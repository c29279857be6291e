import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { auth } from './service.js';

// In a rush this service has the least work, so it serves the documents of the whole API.
await runService(auth, cluster, { docs: true });
