/** Services that have a database. */
export const serviceNames = [
  'orders',
  'payments',
  'tickets',
  'auth',
  'catalog',
  'expiration',
] as const;

/** All databases of an install; in a cluster there is none of the bus. */
export const databaseNames = [...serviceNames, 'bus'] as const;
