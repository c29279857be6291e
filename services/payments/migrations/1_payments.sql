-- This service's copy of the orders, fed by messages; the highest version wins.
create table payable_order (
  id uuid primary key,
  version int not null,
  status text not null,
  buyer_id uuid not null,
  total bigint not null,
  currency text not null,
  expires_at timestamptz not null
);

-- One attempt to pay. Nothing about the card is here, or anywhere in this database.
create table payment (
  id uuid primary key,
  version int not null check (version >= 1),
  order_id uuid not null,
  buyer_id uuid not null,
  provider text not null,
  status text not null check (status in ('processing', 'captured', 'failed', 'refunded')),
  -- What was asked for; once captured, what the provider took.
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  failure_code text,
  created_at timestamptz not null,
  captured_at timestamptz,
  -- Set when `orders` decides that the money goes back.
  refund_reason text,
  refunded_at timestamptz,
  traceparent text not null,
  -- When the provider is asked again: what became of it, or to give it back.
  next_try_at timestamptz not null,
  tries int not null default 0,
  constraint captured_has_time check ((status in ('captured', 'refunded')) = (captured_at is not null)),
  constraint failed_has_code check ((status = 'failed') = (failure_code is not null)),
  constraint refunded_has_time check ((status = 'refunded') = (refunded_at is not null)),
  constraint refunded_has_reason check (status <> 'refunded' or refund_reason is not null)
);
create index payment_order on payment (order_id, id);
-- Two requests at the same instant make one payment, and one charge.
create unique index one_payment_in_progress on payment (order_id) where status = 'processing';
create index payment_unsettled on payment (next_try_at) where status = 'processing';
create index payment_to_refund on payment (next_try_at)
  where status = 'captured' and refund_reason is not null;
