-- As the catalogue has them; null: it has not said. Then a ticket type is active.
alter table ticket_type add column position int;
alter table ticket_type add column status text;
