import { startTestInstall } from '../install.js';
import { describePurchase } from './purchase.js';

describePurchase(async () => {
  const install = await startTestInstall({ ONSALE_WEB: '1' });
  return { url: install.url, apiUrl: install.url, stop: install.stop };
});
