-- How many tickets for the event one person may have; null: only what its ticket types say.
alter table event add column per_person_limit int check (per_person_limit > 0);
-- Since when these are the limits: who has more from before keeps it. What was a limit per order,
-- per_order_limit, is one per person from here on.
alter table event add column limit_since timestamptz not null default now();
alter table ticket_type add column limit_since timestamptz not null default now();

-- Which of its buyer's unpaid orders this one is, from 1. Two orders at the same instant, for two
-- events and by two processes, meet on the index below. Null: placed by the version before.
alter table orders add column unpaid_slot int check (unpaid_slot > 0);
create unique index orders_unpaid on orders (buyer_id, unpaid_slot) where status = 'pending';
-- What a person has bought for an event, and which orders they have let go of lately.
create index orders_bought on orders (buyer_id, event_id) where status = 'paid';
create index orders_abandoned on orders (buyer_id, placed_at)
  where status in ('expired', 'cancelled');
