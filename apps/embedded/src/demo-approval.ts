import { approveOrganisers } from '@onsale/catalog/organisers';
import { createDatabase } from '@onsale/infra';
import { createLogger, Unavailable } from '@onsale/runtime';
import { NotYet } from './patience.js';

const statementTimeoutMs = 10_000;

/**
 * Approves an account as an organiser, as `./onsale organisers approve` does.
 * @param catalogUrl address of the catalogue's database
 * @throws NotYet while the database does not answer
 */
export async function approveForDemo(catalogUrl: string, accountId: string): Promise<void> {
  const database = createDatabase({
    ...{ url: catalogUrl, name: 'onsale-demo', maxConnections: 1, statementTimeoutMs },
    log: createLogger('silent'),
  });
  try {
    await approveOrganisers(database, [accountId], new Date());
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw new NotYet('the database of the catalogue does not answer', { cause: error });
  } finally {
    await database.close();
  }
}
