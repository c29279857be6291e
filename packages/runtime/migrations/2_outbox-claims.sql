-- Rows of the outbox that a sweep has taken are left to it until then, dead or alive. In no index,
-- so that a claim touches none.
alter table outbox add column claimed_until timestamptz;
