-- When the organiser opens the door; null: two hours before the event begins.
alter table event add column check_in_opens_at timestamptz;
