import { inject } from 'vitest';
import { describePurchase } from './purchase.js';

describePurchase(async () => {
  const url = inject('sharedInstall');
  return { url, apiUrl: url, stop: async () => undefined };
});
