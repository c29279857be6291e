#!/bin/sh
# Generates the secrets of an install, once, and writes them in the form that is asked for:
#
#   deploy/secrets.sh compose                             env files for deploy/compose.yaml
#   deploy/secrets.sh kubernetes | kubectl apply -f -     Secrets for the namespace onsale
#   deploy/secrets.sh redis-accounts                      commands for redis-cli, for a Redis with one password
#
# They are kept in .onsale/secrets (or $ONSALE_SECRETS): back that folder up. Existing secrets never
# change; without the ticket key every ticket that was sold is void. POSTGRES_HOST and REDIS_HOST
# name hosts outside the cluster, SITE_HOST the name in the self-signed certificate.
# REDIS_ACCOUNTS=1 or 0 says whether that Redis has accounts, or one password; by default one
# outside has a password. STORES_TLS=1 makes the addresses of PostgreSQL and Redis ask for TLS
# (deploy/k8s/components/tls). All but SITE_HOST are kept in that folder too, until you give others.
set -eu
umask 077
form=${1:-}
folder=${ONSALE_SECRETS:-.onsale/secrets}
site=${SITE_HOST:-onsale.local}
services='auth catalog expiration orders payments tickets'

case $form in
  compose | kubernetes | redis-accounts) ;;
  *)
    echo "Usage: $0 compose|kubernetes|redis-accounts" >&2
    exit 2
    ;;
esac
mkdir -p "$folder"

# chosen NAME GIVEN USUAL: what is given, else what was given the last time, else the usual
chosen() {
  if [ -n "$2" ]; then printf '%s' "$2" >"$folder/$1"; fi
  if [ -s "$folder/$1" ]; then cat "$folder/$1"; else printf '%s' "$3"; fi
}
postgres=$(chosen postgres-host "${POSTGRES_HOST:-}" postgres)
redis=$(chosen redis-host "${REDIS_HOST:-}" redis)
with_tls=$(chosen stores-tls "${STORES_TLS:-}" 0)
redis_has_accounts=$(chosen redis-has-accounts "${REDIS_ACCOUNTS:-}" "$([ "$redis" = redis ] && echo 1 || echo 0)")

# keep FILE COMMAND…: writes what the command prints, unless the file exists. Whole or not at all.
keep() {
  file=$folder/$1
  shift
  [ -s "$file" ] && return
  "$@" >"$file.new"
  mv "$file.new" "$file"
}
random() { openssl rand -hex 24 | tr -d '\n'; }
# nats-server would read digits as a number.
random_word() { printf 'n%s' "$(random)"; }
certificate() {
  openssl req -x509 -key "$folder/tls.key" -days 825 -subj "/CN=$site" \
    -addext "subjectAltName=DNS:$site,DNS:localhost,IP:127.0.0.1"
}

keep session-private-key.pem openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048
keep session-public-key.pem openssl pkey -in "$folder/session-private-key.pem" -pubout
keep ticket-private-key.pem openssl genpkey -algorithm ed25519
keep webhook-secret random
keep operator-token random
keep nats-token random_word
for user in $services audit operator; do keep "nats-$user-password" random_word; done
keep nats-route-password random_word
keep redis-password random
keep postgres-password random
for service in $services; do
  keep "$service-password" random
  keep "redis-$service-password" random
  keep "$service-check-key" random
done
keep reader-password random
keep tls.key openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
keep tls.crt certificate

upper() { echo "$1" | tr '[:lower:]' '[:upper:]'; }
# The stores have an authority of their own, which vouches for no other name.
keep stores-ca.key openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256
keep stores-ca.crt openssl req -x509 -key "$folder/stores-ca.key" -days 3650 -subj '/CN=Onsale stores' \
  -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' \
  -addext 'nameConstraints=critical,permitted;DNS:postgres,permitted;DNS:redis,permitted;DNS:nats'
# store_certificate NAME DNS-NAMES
store_certificate() {
  keep "tls-$1.key" openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  keep "tls-$1.crt" openssl req -x509 -key "$folder/tls-$1.key" -days 3650 -subj "/CN=$1" \
    -CA "$folder/stores-ca.crt" -CAkey "$folder/stores-ca.key" \
    -addext 'basicConstraints=critical,CA:FALSE' -addext "subjectAltName=$2"
}
store_certificate postgres DNS:postgres
store_certificate redis DNS:redis
store_certificate nats DNS:nats,DNS:nats-0.nats,DNS:nats-1.nats,DNS:nats-2.nats

value() { cat "$folder/$1"; }
# database_url ROLE DATABASE
database_url() {
  printf 'postgresql://%s:%s@%s:5432/%s' "$1" "$(value "$1-password")" "$postgres" "$2"
  if [ "$with_tls" = 1 ]; then printf '?sslmode=verify-full'; fi
}
# The key that auth shares with each service, so that it checks sessions faster.
check_keys() {
  keys=
  for name in $services; do keys=$keys,$(value "$name-check-key"); done
  printf '%s' "${keys#,}"
}
redis_url() {
  login=:$(value redis-password)
  if [ "$redis_has_accounts" = 1 ]; then login=$1:$(value "redis-$1-password"); fi
  if [ "$with_tls" = 1 ]; then
    printf 'rediss://%s@%s:6380' "$login" "$redis"
  else
    printf 'redis://%s@%s:6379' "$login" "$redis"
  fi
}
redis_passwords() {
  echo "REDIS_PASSWORD=$(value redis-password)"
  for service in $services; do
    echo "REDIS_$(upper "$service")_PASSWORD=$(value "redis-$service-password")"
  done
}

# PEM on one line, as env files require.
pem() { awk '{ printf "%s\\n", $0 }' "$folder/$1"; }

compose() {
  for service in $services; do
    {
      echo "ONSALE_$(upper "$service")_DATABASE_URL=$(database_url "$service" "$service")"
      echo "ONSALE_REDIS_URL=$(redis_url "$service")"
      echo "ONSALE_NATS_PASSWORD=$(value "nats-$service-password")"
      echo "ONSALE_NATS_TOKEN=$(value nats-token)"
      echo "ONSALE_OPERATOR_TOKEN=$(value operator-token)"
      echo "ONSALE_SESSION_PUBLIC_KEY=\"$(pem session-public-key.pem)\""
      echo "ONSALE_SESSION_CHECK_KEY=$(value "$service-check-key")"
      case $service in
        auth)
          echo "ONSALE_SESSION_PRIVATE_KEY=\"$(pem session-private-key.pem)\""
          echo "ONSALE_SESSION_CHECK_KEYS=$(check_keys)"
          ;;
        payments) echo "ONSALE_WEBHOOK_SECRET=$(value webhook-secret)" ;;
        tickets) echo "ONSALE_TICKET_PRIVATE_KEY=\"$(pem ticket-private-key.pem)\"" ;;
      esac
    } >"$folder/$service.env"
  done
  {
    echo "POSTGRES_PASSWORD=$(value postgres-password)"
    for service in $services; do
      echo "$(upper "$service")_PASSWORD=$(value "$service-password")"
    done
    echo "READER_PASSWORD=$(value reader-password)"
  } >"$folder/postgres.env"
  {
    for user in $services audit operator route; do
      echo "NATS_$(upper "$user")_PASSWORD=$(value "nats-$user-password")"
    done
    for server in 1 2 3; do
      echo "NATS_ROUTE_$server=nats://route:$(value nats-route-password)@nats-$server:6222"
    done
  } >"$folder/nats.env"
  redis_passwords >"$folder/redis.env"
  echo "The secrets are in $folder." >&2
}

# secret NAME KEY=FILE…
secret() {
  name=$1
  shift
  for pair in "$@"; do
    set -- "$@" "--from-file=${pair%%=*}=$folder/${pair#*=}"
    shift
  done
  kubectl create secret generic "$name" --namespace=onsale --dry-run=client --output=yaml "$@"
  echo '---'
}

kubernetes() {
  check_keys >"$folder/check-keys"
  secret session-check-keys all=check-keys
  secret session-keys private-key=session-private-key.pem public-key=session-public-key.pem
  secret ticket-key private-key=ticket-private-key.pem
  secret payment-webhook secret=webhook-secret
  secret operator token=operator-token
  secret nats token=nats-token
  for user in $services audit operator route; do
    secret "nats-$user" password="nats-$user-password"
  done
  # The address is for services of the previous version.
  printf 'redis://:%s@%s:6379' "$(value redis-password)" "$redis" >"$folder/redis-url"
  secret redis password=redis-password url=redis-url
  secret postgres password=postgres-password
  urls=
  for service in $services; do
    database_url "$service" "$service" >"$folder/$service-url"
    database_url reader "$service" >"$folder/$service-reader-url"
    urls="$urls $service-url=$service-reader-url"
    redis_url "$service" >"$folder/redis-$service-url"
    secret "redis-$service" password="redis-$service-password" url="redis-$service-url"
    printf '%s' "$service" >"$folder/$service-username"
    secret "database-$service" username="$service-username" password="$service-password" url="$service-url"
    secret "session-check-$service" key="$service-check-key"
  done
  printf reader >"$folder/reader-username"
  # shellcheck disable=SC2086 # one argument each
  secret database-reader username=reader-username password=reader-password $urls
  secret stores-ca ca.crt=stores-ca.crt
  for store in postgres redis nats; do
    secret "tls-$store" tls.crt="tls-$store.crt" tls.key="tls-$store.key" ca.crt=stores-ca.crt
  done
  kubectl create secret tls onsale-tls --namespace=onsale --dry-run=client --output=yaml \
    --cert="$folder/tls.crt" --key="$folder/tls.key"
}

# All accounts but the one without a name, which services of the previous version use until they are
# replaced.
redis_accounts() {
  REDIS_PASSWORD=$(value redis-password)
  for service in $services; do
    eval "REDIS_$(upper "$service")_PASSWORD=\$(value \"redis-$service-password\")"
  done
  . "$(dirname "$0")/k8s/components/redis/accounts.sh" |
    sed -n '/^user default/d; s/^user \([a-z]*\)/ACL SETUSER \1 reset/p'
}

case $form in
  redis-accounts) redis_accounts ;;
  *) "$form" ;;
esac
