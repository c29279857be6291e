-- This service's copies of the catalogue, fed by messages; the highest version wins.
create table event (
  id uuid primary key,
  version int not null,
  status text not null,
  organiser_id uuid not null,
  title text not null,
  ends_at timestamptz not null,
  sales_open_at timestamptz,
  sales_close_at timestamptz
);

create table ticket_type (
  id uuid primary key,
  event_id uuid not null,
  version int not null,
  name text not null,
  price bigint not null check (price >= 0),
  currency text not null,
  per_order_limit int not null check (per_order_limit > 0),
  sales_open_at timestamptz,
  sales_close_at timestamptz
);
create index ticket_type_event on ticket_type (event_id);

-- The hot rows: one a ticket type. A half-empty page lets every update stay on it (HOT).
create table stock (
  ticket_type_id uuid primary key,
  event_id uuid not null,
  version int not null,
  capacity int not null,
  -- What the organiser asked for. Capacity is above it only while more is held and sold.
  wanted_capacity int not null check (wanted_capacity >= 0),
  available int not null,
  held int not null,
  sold int not null,
  -- Of what is sold, in minor units.
  revenue bigint not null default 0 check (revenue >= 0),
  constraint never_oversold check (available >= 0),
  constraint never_negative check (held >= 0 and sold >= 0),
  constraint nothing_lost check (capacity = available + held + sold),
  constraint capacity_as_wanted check (
    capacity = wanted_capacity or (capacity > wanted_capacity and available = 0)
  )
) with (fillfactor = 50);
create index stock_event on stock (event_id);

-- One row an order, its lines with it: a purchase is one insert and later one update.
create table orders (
  id uuid primary key,
  buyer_id uuid not null,
  idempotency_key text not null,
  -- SHA-256 of what was asked, to tell a retry from another purchase under the same key.
  request_digest text not null,
  version int not null,
  status text not null check (status in ('pending', 'paid', 'expired', 'cancelled', 'refunded')),
  event_id uuid not null,
  event_title text not null,
  buyer_name text not null,
  buyer_email text not null,
  lines jsonb not null,
  quantity int not null check (quantity > 0),
  total bigint not null check (total >= 0),
  currency text not null,
  placed_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  payment_id uuid,
  refunds jsonb not null default '[]',
  constraint paid_has_time check (status <> 'paid' or paid_at is not null),
  constraint paid_has_payment check (status <> 'paid' or total = 0 or payment_id is not null)
) with (fillfactor = 80);
create unique index orders_idempotency on orders (buyer_id, idempotency_key);
create index orders_event on orders (event_id, id);
create index orders_pending on orders (expires_at) where status = 'pending';
create index orders_paid on orders (event_id, paid_at) where status = 'paid';
