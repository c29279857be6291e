create table event (
  id uuid primary key,
  version int not null check (version > 0),
  status text not null check (status in ('draft', 'published', 'cancelled')),
  -- Null: never shown to anybody but its organiser, not even after it was cancelled.
  published_at timestamptz,
  organiser_id uuid not null,
  organiser_name text not null,
  title text not null,
  description text not null,
  venue_name text not null,
  venue_address text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  image_url text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  sales_open_at timestamptz,
  sales_close_at timestamptz,
  cancellation_reason text,
  search tsvector not null generated always as (
    to_tsvector('simple', title || ' ' || venue_name || ' ' || venue_address || ' ' || description)
  ) stored,
  constraint ends_after_start check (ends_at > starts_at),
  constraint sales_close_after_opening check (sales_close_at > sales_open_at),
  constraint published_has_time check (status <> 'published' or published_at is not null),
  constraint cancelled_has_reason check ((status = 'cancelled') = (cancellation_reason is not null))
);
-- The public list. `ends_at` is in it so that events that are over are passed without a look.
create index event_listed on event (starts_at, id, ends_at) where status = 'published';
create index event_search on event using gin (search) where status = 'published';
create index event_organiser on event (organiser_id, id);

create table ticket_type (
  id uuid primary key,
  event_id uuid not null references event,
  version int not null check (version > 0),
  name text not null,
  description text not null,
  -- Minor units of the event's currency.
  price bigint not null check (price >= 0),
  capacity int not null check (capacity >= 0),
  per_order_limit int not null check (per_order_limit > 0),
  sales_open_at timestamptz,
  sales_close_at timestamptz,
  constraint sales_close_after_opening check (sales_close_at > sales_open_at)
);
create index ticket_type_event on ticket_type (event_id, id);

create table event_staff (
  event_id uuid not null references event,
  account_id uuid not null,
  added_at timestamptz not null,
  primary key (event_id, account_id)
);
create index event_staff_account on event_staff (account_id, event_id);

create table image (
  id uuid primary key,
  account_id uuid not null,
  media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea not null check (length(bytes) <= 2 * 1024 * 1024),
  created_at timestamptz not null
);
-- Compressed already.
alter table image alter column bytes set storage external;

-- This service's copy of accounts, to name staff by e-mail.
create table account (
  id uuid primary key,
  version int not null,
  email text not null,
  name text not null
);
create index account_email on account (lower(email));

-- This service's copy of stock, for show and to refuse early what orders could not do.
create table stock (
  ticket_type_id uuid primary key,
  version int not null,
  available int not null,
  held int not null,
  sold int not null
) with (fillfactor = 50);
