-- Buyers read it in their calendar. Null for an event that takes place, and until the next message
-- about it for one of which this service has heard before.
alter table event add column cancellation_reason text;
