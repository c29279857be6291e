-- The ticket type whose places it shares: itself when it shared some once; null: it never did, and
-- the version before knows all there is to know of it.
alter table ticket_type add column pool_id uuid references ticket_type;
-- How many of shared places may be sold as this ticket type; null: all of them.
alter table ticket_type add column pool_limit int check (pool_limit >= 0);
-- What of held and sold is of the ticket types that share the places.
alter table stock add column shares jsonb;
