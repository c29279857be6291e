-- Messages that a subscription of this service could not take. Where the bus itself is no database,
-- the service keeps them beside its own data.

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
