export const help = `Usage: ./onsale audit [options]

Checks the books of an install: nothing oversold, nothing lost, no money without a ticket. It reads
the databases and changes nothing, at any time, also while tickets are sold.

Which install
  Without an option, the one that "npm start" runs in this checkout, whether it runs or not.
  --port N             the one on another port
  --data FOLDER        the one with this data folder (or ONSALE_DATA)
  --kubernetes NAMESPACE
                       the one in this namespace of a cluster, through kubectl; --context NAME says
                       in which cluster
  ONSALE_ORDERS_DATABASE_URL, ONSALE_PAYMENTS_DATABASE_URL, ..._TICKETS_..., ..._AUTH_...,
  ..._CATALOG_..., ..._EXPIRATION_..., ..._BUS_...
                       in the environment: reads these instead; what is not given is left out
  ONSALE_NATS_URL, ONSALE_NATS_PASSWORD
                       of a cluster, beside its databases: asks NATS whether every subscription
                       has caught up. The password of its account "audit"; or ONSALE_NATS_TOKEN

What
  --acknowledged FILE  looks for each of these orders: one acknowledged id per line
  --event ID           the orders of this event alone
  --patience SECONDS   how long what is on its way may take before it counts, 0 to 3600;
                       10 unless told
  --json               prints the report as JSON
  --help               this

Ends with 0 when the books agree, 1 when something was found, 2 when it could not be done.
What each check means: docs/audit.md
`;
