import { cluster } from '@onsale/infra/cluster';
import { runService } from '@onsale/runtime';
import { catalog } from './service.js';

await runService(catalog, cluster);
