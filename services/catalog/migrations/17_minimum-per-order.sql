-- How many of a ticket type an order that has any must have, as of a ticket for groups.
alter table ticket_type add column min_per_order int not null default 1 check (min_per_order > 0);
