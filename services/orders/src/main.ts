import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { orders } from './service.js';

await runService(orders, cluster);
