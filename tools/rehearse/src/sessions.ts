import type { RehearsalSession } from '@onsale/contracts/auth/http';
import type { Api } from './api.js';
import type { Install } from './install.js';
import type { Pauses } from './pauses.js';

const mostAtOnce = 1_000;
/** One is signed while the other is on its way. */
const asking = 2;

/**
 * Sessions of people who do not exist: the first is the organiser's, the others the buyers'.
 * @param minutes how long they last
 * @returns their cookies, name and value
 */
export async function startSessions(
  install: Install,
  api: Api,
  pauses: Pauses,
  count: number,
  minutes: number,
  progress: (done: number) => void,
): Promise<string[]> {
  const cookies: string[] = [];
  let left = count;
  const ask = async () => {
    while (left > 0 && !pauses.ended) {
      const batch = Math.min(left, mostAtOnce);
      left -= batch;
      const { sessions } = await api.call<{ sessions: RehearsalSession[] }>(
        'POST',
        '/api/rehearsals/sessions',
        {
          body: { count: batch, minutes },
          headers: { authorization: `Bearer ${install.operatorToken}` },
        },
      );
      for (const { cookie } of sessions) cookies.push(cookie);
      progress(cookies.length);
    }
  };
  await Promise.all(Array.from({ length: asking }, ask));
  return cookies;
}
