import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { tickets } from './service.js';

await runService(tickets, cluster);
