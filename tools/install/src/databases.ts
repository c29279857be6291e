/** Services that have a database. */
export const serviceNames = [
  'orders',
  'payments',
  'tickets',
  'auth',
  'catalog',
  'expiration',
] as const;

/** All databases of an install; a cluster has none for the bus. */
export const databaseNames = [...serviceNames, 'bus'] as const;
