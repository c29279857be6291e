-- How many of a ticket type an order that has any must have; null: the catalogue has not said, so 1.
alter table ticket_type add column min_per_order int;
