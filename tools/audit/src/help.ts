export const help = `Usage: ./onsale audit [options]

Checks the books of an install: nothing oversold, nothing lost, no money without a ticket. It reads
the databases and changes nothing. It may run at any time, even during a sale.

Which install
  Without an option, the one that "npm start" runs in this checkout, whether it runs or not.
  --port N             the one on another port
  --data FOLDER        the one with this data folder (or ONSALE_DATA)
  --kubernetes NAMESPACE
                       the one in this namespace of a cluster, through kubectl; --context NAME names
                       the cluster
  ONSALE_ORDERS_DATABASE_URL, ONSALE_PAYMENTS_DATABASE_URL, ..._TICKETS_..., ..._AUTH_...,
  ..._CATALOG_..., ..._EXPIRATION_..., ..._BUS_...
                       in the environment: reads these instead, and skips the checks of the others
  ONSALE_NATS_URL, ONSALE_NATS_PASSWORD
                       of a cluster, with its databases: asks NATS whether every subscription
                       has caught up. The password is that of the account "audit"; or set
                       ONSALE_NATS_TOKEN

What
  --acknowledged FILE  checks that each of these acknowledged orders exists; one id per line
  --event ID           only the orders of this event
  --patience SECONDS   how long work in progress may take before it is a finding, 0 to 3600;
                       default 10
  --json               prints the report as JSON
  --help               this

Exits with 0 when the books agree, 1 when it found something, 2 when it could not run.
What each check means: docs/audit.md
`;
