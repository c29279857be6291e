export const help = `Usage: ./onsale republish --service NAME --since TIME [options]

Publishes again what a service has published since a point in time: for when the message bus has
lost what it had acknowledged, as NATS may in a power cut. Consumers do not mind what they know.

  --service NAME       auth, catalog, expiration, orders, payments, tickets, or all
  --since TIME         like 2026-11-25T10:00Z: a few minutes before the loss; at most 7 days ago
  --until TIME         up to then; up to now unless told
  --dry-run            says how many rows and messages there are, and changes nothing

Which install
  Without an option, the one that "npm start" runs in this checkout, whether it runs or not.
  --port N             the one on another port
  --data FOLDER        the one with this data folder (or ONSALE_DATA)
  --kubernetes NAMESPACE
                       the one in this namespace of a cluster, through kubectl; --context NAME says
                       in which cluster
  ONSALE_ORDERS_DATABASE_URL, ONSALE_PAYMENTS_DATABASE_URL, ..._TICKETS_..., ..._AUTH_...,
  ..._CATALOG_..., ..._EXPIRATION_...
                       in the environment: the databases of a cluster

  --help               this

It only marks rows in the outbox of the service; the running service publishes them. Ends with 0
when that is done, 2 when it could not be. More: docs/operations.md, "When NATS lost messages"
`;
