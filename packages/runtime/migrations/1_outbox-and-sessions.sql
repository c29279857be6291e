-- What every service's database has, beside its own tables.

-- Messages that became true in the transaction that wrote them here. One row is one batch:
-- a row a message costs three times the throughput of a hot path.
create table outbox (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  messages text not null
);
create index outbox_waiting on outbox (id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

-- Sessions signed out before their token ended: this service's own copy.
create table ended_session (
  session_id uuid primary key,
  recorded_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index ended_session_recorded on ended_session (recorded_at);
