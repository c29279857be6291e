import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { expiration } from './service.js';

await runService(expiration, cluster);
