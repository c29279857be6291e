# Made from the contracts by `npm run routing -w deploy`. Not edited by hand.
cat <<ACCOUNTS
user default off
user operator on >$REDIS_PASSWORD ~* &* +@all
user auth on >$REDIS_AUTH_PASSWORD ~onsale:auth:* &onsale:auth:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
user catalog on >$REDIS_CATALOG_PASSWORD ~onsale:catalog:* &onsale:catalog:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
user expiration on >$REDIS_EXPIRATION_PASSWORD ~onsale:expiration:* ~onsale:order-expiry:* &onsale:expiration:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
user orders on >$REDIS_ORDERS_PASSWORD ~onsale:orders:* &onsale:orders:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
user payments on >$REDIS_PAYMENTS_PASSWORD ~onsale:payments:* &onsale:payments:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
user tickets on >$REDIS_TICKETS_PASSWORD ~onsale:tickets:* &onsale:tickets:* +@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info
ACCOUNTS
