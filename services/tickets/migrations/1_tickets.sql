-- This service's copy of events, fed by messages; the highest version wins.
create table event (
  id uuid primary key,
  version int not null,
  status text not null,
  organiser_id uuid not null,
  -- Who may work the door, beside the organiser.
  staff_ids uuid[] not null,
  title text not null,
  venue_name text not null,
  venue_address text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null
);
create index event_organiser on event (organiser_id);
create index event_staff on event using gin (staff_ids);

-- How far this service has followed each order. A message that is not newer changes nothing, so
-- a refund that came before the payment is not undone by it.
create table known_order (
  id uuid primary key,
  version int not null,
  status text not null check (status in ('paid', 'refunded'))
);

create table ticket (
  id uuid primary key,
  version int not null check (version > 0),
  status text not null check (status in ('valid', 'checked_in', 'void')),
  order_id uuid not null,
  -- Which line of the order, and which ticket of the line, from 0.
  line int not null check (line >= 0),
  place int not null check (place >= 0),
  event_id uuid not null,
  ticket_type_id uuid not null,
  ticket_type_name text not null,
  holder_id uuid not null,
  holder_name text not null,
  holder_email text not null,
  nonce bytea not null check (length(nonce) = 8),
  short_code text not null check (short_code ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
  issued_at timestamptz not null,
  checked_in_at timestamptz,
  gate text,
  constraint issued_once unique (order_id, line, place),
  constraint short_code_once unique (short_code),
  -- A void ticket keeps the time of its scan, if it had one.
  constraint valid_is_not_in check (status <> 'valid' or checked_in_at is null),
  constraint checked_in_has_time check (status <> 'checked_in' or checked_in_at is not null)
);
create index ticket_holder on ticket (holder_id, id);
create index ticket_event on ticket (event_id, id);
create index ticket_event_status on ticket (event_id, status);
