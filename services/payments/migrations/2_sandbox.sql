-- The sandbox's own books, as a provider keeps them on its side. No other code reads them.
create table sandbox_charge (
  payment_id uuid primary key,
  amount bigint not null,
  currency text not null,
  outcome text not null check (outcome in ('captured', 'failed')),
  failure_code text,
  -- From when on the outcome is true; until then the charge is processing.
  settles_at timestamptz not null,
  refunded_at timestamptz,
  constraint only_failed_has_code check ((outcome = 'failed') = (failure_code is not null)),
  constraint only_captured_is_refunded check (refunded_at is null or outcome = 'captured')
);

-- News not yet delivered. A row goes when the webhook has taken it.
create table sandbox_delivery (
  payment_id uuid not null references sandbox_charge,
  news text not null check (news in ('settled', 'refunded')),
  occurs_at timestamptz not null,
  -- 'infinity' when it was given up.
  next_attempt_at timestamptz not null,
  attempts int not null default 0,
  primary key (payment_id, news)
);
create index sandbox_delivery_due on sandbox_delivery (next_attempt_at);
