#!/bin/bash
# Makes a database and a role for each service, which can open only its own, and the role reader, which
# opens all of them and changes none: each service lets it read what the audit needs. The passwords
# come from AUTH_PASSWORD, CATALOG_PASSWORD and so on; without READER_PASSWORD there is no reader.
# Runs when the data folder is created. Run again, it makes what is missing and sets the passwords.
# In a shell of its own: the one that starts PostgreSQL may read this file instead of running it.
(
  set -euo pipefail
  services='auth catalog expiration orders payments tickets'
  run() {
    psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" \
      --dbname=postgres "$@"
  }
  # make_role ROLE VARIABLE: with the password of that variable
  make_role() {
    run --set=role="$1" <<SQL
      \\getenv password $2
      select format('create role %I', :'role')
        where not exists (select from pg_roles where rolname = :'role') \\gexec
      alter role :"role" login password :'password';
SQL
  }
  for service in $services; do
    make_role "$service" "${service^^}_PASSWORD"
    run --set=service="$service" <<SQL
      select format('create database %I owner %I', :'service', :'service')
        where not exists (select from pg_database where datname = :'service') \\gexec
      revoke connect, temporary on database :"service" from public;
SQL
  done
  run --command='revoke connect, temporary on database postgres from public'
  if [ -n "${READER_PASSWORD:-}" ]; then
    make_role reader READER_PASSWORD
    # An audit opens up to three connections to each database, and two audits may run at once. The
    # previous version let the reader read everything.
    run --command="alter role reader connection limit 40" \
      --command="alter role reader set default_transaction_read_only = on" \
      --command="revoke pg_read_all_data from reader" \
      --command="grant connect on database ${services// /, } to reader"
  fi
)
