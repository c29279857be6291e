export const help = `Usage: ./onsale republish --service NAME --since TIME [options]

Republishes what a service has published since a point in time, for when the message bus has lost
messages that it had acknowledged, as NATS may in a power cut. Consumers ignore what they know already.

  --service NAME       auth, catalog, expiration, orders, payments, tickets, or all
  --since TIME         like 2026-11-25T10:00Z: a few minutes before the loss; at most 7 days ago
  --until TIME         up to then; by default up to now
  --dry-run            prints how many rows and messages there are, and changes nothing

Which install
  Without an option, the one that "npm start" runs in this checkout, whether it runs or not.
  --port N             the one on another port
  --data FOLDER        the one with this data folder (or ONSALE_DATA)
  --kubernetes NAMESPACE
                       the one in this namespace of a cluster, through kubectl; --context NAME names
                       the cluster
  ONSALE_ORDERS_DATABASE_URL, ONSALE_PAYMENTS_DATABASE_URL, ..._TICKETS_..., ..._AUTH_...,
  ..._CATALOG_..., ..._EXPIRATION_...
                       in the environment: the databases of a cluster

  --help               this

It only marks rows in the outbox of the service; the running service publishes them. Exits with 0
when that is done, 2 when it could not run. More: docs/operations.md, "When NATS lost messages"
`;
