/** Where the files of an install itself are in a backup; all others are PostgreSQL's. */
export const ownFolder = 'onsale';
export const factsName = `${ownFolder}/facts.json`;
/** The superuser's password, from which those of the services are derived. */
export const passwordName = `${ownFolder}/postgres/password`;

/** From the data folder: keys, the authority that phones have installed, the state of the demo. */
export const keptFiles = [
  'secrets.json',
  'tls-authority.pem',
  'demo-begun',
  'demo-made',
  'ran-by.json',
] as const;
