#!/bin/sh
# Makes the secrets of an install, once, and hands them over:
#
#   deploy/secrets.sh compose                             env files for deploy/compose.yaml
#   deploy/secrets.sh kubernetes | kubectl apply -f -     Secrets for the namespace onsale
#
# They are kept in .onsale/secrets (or $ONSALE_SECRETS): back that folder up. Existing secrets never
# change; without the ticket key every ticket that was sold is void. POSTGRES_HOST and REDIS_HOST name
# hosts outside the cluster, SITE_HOST the name in the self-signed certificate.
set -eu
umask 077
form=${1:-}
folder=${ONSALE_SECRETS:-.onsale/secrets}
site=${SITE_HOST:-onsale.local}
postgres=${POSTGRES_HOST:-postgres}
redis=${REDIS_HOST:-redis}
services='auth catalog expiration orders payments tickets'

case $form in
  compose | kubernetes) ;;
  *)
    echo "Usage: $0 compose|kubernetes" >&2
    exit 2
    ;;
esac
mkdir -p "$folder"

# keep FILE COMMAND…: writes what the command prints, unless the file exists. Whole or not at all.
keep() {
  file=$folder/$1
  shift
  [ -s "$file" ] && return
  "$@" >"$file.new"
  mv "$file.new" "$file"
}
random() { openssl rand -hex 24 | tr -d '\n'; }
# nats-server would read a token of digits as a number.
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
keep redis-password random
keep postgres-password random
for service in $services; do
  keep "$service-password" random
  keep "$service-check-key" random
done
keep reader-password random
keep tls.key openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
keep tls.crt certificate

value() { cat "$folder/$1"; }
# database_url ROLE DATABASE
database_url() { printf 'postgresql://%s:%s@%s:5432/%s' "$1" "$(value "$1-password")" "$postgres" "$2"; }
# The key that auth shares with each service, so that it checks sessions faster.
check_keys() {
  keys=
  for name in $services; do keys=$keys,$(value "$name-check-key"); done
  printf '%s' "${keys#,}"
}
redis_url() { printf 'redis://:%s@%s:6379' "$(value redis-password)" "$redis"; }

# PEM on one line, as env files require.
pem() { awk '{ printf "%s\\n", $0 }' "$folder/$1"; }

compose() {
  for service in $services; do
    {
      upper=$(echo "$service" | tr '[:lower:]' '[:upper:]')
      echo "ONSALE_${upper}_DATABASE_URL=$(database_url "$service" "$service")"
      echo "ONSALE_REDIS_URL=$(redis_url)"
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
      echo "$(echo "$service" | tr '[:lower:]' '[:upper:]')_PASSWORD=$(value "$service-password")"
    done
    echo "READER_PASSWORD=$(value reader-password)"
  } >"$folder/postgres.env"
  echo "NATS_TOKEN=$(value nats-token)" >"$folder/nats.env"
  echo "REDIS_PASSWORD=$(value redis-password)" >"$folder/redis.env"
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
  redis_url >"$folder/redis-url"
  check_keys >"$folder/check-keys"
  secret session-check-keys all=check-keys
  secret session-keys private-key=session-private-key.pem public-key=session-public-key.pem
  secret ticket-key private-key=ticket-private-key.pem
  secret payment-webhook secret=webhook-secret
  secret operator token=operator-token
  secret nats token=nats-token
  secret redis password=redis-password url=redis-url
  secret postgres password=postgres-password
  urls=
  for service in $services; do
    database_url "$service" "$service" >"$folder/$service-url"
    database_url reader "$service" >"$folder/$service-reader-url"
    urls="$urls $service-url=$service-reader-url"
    secret "database-$service" password="$service-password" url="$service-url"
    secret "session-check-$service" key="$service-check-key"
  done
  # shellcheck disable=SC2086 # one argument each
  secret database-reader password=reader-password $urls
  kubectl create secret tls onsale-tls --namespace=onsale --dry-run=client --output=yaml \
    --cert="$folder/tls.crt" --key="$folder/tls.key"
}

"$form"
