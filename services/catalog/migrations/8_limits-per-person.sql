-- How many tickets for the event one person may have, of all ticket types; null: only what each of
-- them says. A ticket type's per_order_limit is a limit per person by now, and keeps its name for
-- the version before.
alter table event add column per_person_limit int check (per_person_limit > 0);
