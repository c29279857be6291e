#!/bin/bash
# Runs once, when the data folder is created: makes a database and a role for each service. A role
# can open only its own database. The passwords come from AUTH_PASSWORD, CATALOG_PASSWORD and so on.
# In a shell of its own: the one that starts PostgreSQL may read this file instead of running it.
(
  set -euo pipefail
  for service in auth catalog expiration orders payments tickets; do
    psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" \
      --dbname=postgres --set=service="$service" <<SQL
      \\getenv password ${service^^}_PASSWORD
      create role :"service" login password :'password';
      create database :"service" owner :"service";
      revoke connect, temporary on database :"service" from public;
SQL
  done
  psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" \
    --dbname=postgres --command='revoke connect, temporary on database postgres from public'
)
