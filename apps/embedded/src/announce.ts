import { demoIsMade, demoSignIns, testCards } from './demo.js';
import type { Onsale } from './start.js';

/**
 * What a person reads when everything runs.
 * @param seconds since the start began
 */
export function announce(onsale: Onsale, seconds: number): string {
  const { url, settings, dataFolder } = onsale;
  const signIns = settings.demo
    ? demoSignIns
    : demoIsMade(dataFolder)
      ? `  Careful      an earlier start made demo accounts in this data folder, and everybody
               knows their passwords. Without them: ONSALE_DEMO=0 on another ONSALE_DATA.\n`
      : '';
  return `
Onsale is ready (${seconds.toFixed(1)} s):  ${url}

${signIns}${testCards}
  For developers   ${url}/api/docs
  Data             ${dataFolder}
  Stop             Ctrl-C
`;
}
