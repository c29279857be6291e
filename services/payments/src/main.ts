import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { payments } from './service.js';

await runService(payments, cluster);
