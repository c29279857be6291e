import { startWorld } from '../world.js';
import { describePurchase } from './purchase.js';

describePurchase(async () => {
  const world = await startWorld({ ONSALE_WEB: '1' });
  return { url: world.url, apiUrl: world.url, stop: world.stop };
});
