-- When the door opens; null: two hours before the event begins.
alter table event add column check_in_opens_at timestamptz;
-- Who admitted the ticket; null: nobody yet, or a version that did not note it.
alter table ticket add column checked_in_by uuid;

-- What the door answered about tickets, and what was taken back. A scan that is asked again finds
-- its first answer here.
create table door_entry (
  id uuid primary key,
  event_id uuid not null,
  ticket_id uuid not null,
  -- As the gate sent it; for what came without one, the entry's own.
  scan_id uuid not null,
  result text not null,
  account_id uuid not null,
  gate text,
  at timestamptz not null,
  -- The check-in that the answer told of, or that was undone.
  checked_in_at timestamptz,
  checked_in_gate text,
  constraint scan_answered_once unique (ticket_id, scan_id)
);
create index door_entry_log on door_entry (event_id, id) where result in ('admitted', 'undone');
create index door_entry_passing on door_entry (at) where result not in ('admitted', 'undone');
