-- The embedded bus: messages in the order in which they became visible, a cursor a subscription.

create table message (
  position bigint generated always as identity primary key,
  id uuid not null unique,
  type text not null,
  stored_at timestamptz not null default now(),
  body text not null
);
-- A subscription reads its types from its cursor on, and touches nothing else.
create index message_type_position on message (type, position);
create index message_stored on message (stored_at);

create table subscription (
  name text primary key,
  types text[] not null,
  position bigint not null default 0 check (position >= 0),
  -- So that one that was removed from the product does not keep messages for ever.
  seen_at timestamptz not null default now()
);

create table dead_letter (
  id uuid primary key,
  subscription text not null,
  message_id uuid not null,
  body text not null,
  error text not null,
  attempts integer not null,
  died_at timestamptz not null default now(),
  replaying boolean not null default false,
  unique (subscription, message_id)
);
create index dead_letter_died on dead_letter (died_at, id);
create index dead_letter_replaying on dead_letter (subscription) where replaying;
