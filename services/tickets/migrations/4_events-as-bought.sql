-- Which version of the event was known when the ticket was issued. Null: the oldest that is kept.
alter table ticket add column bought_version int;

-- When and where an event was to be before it was moved: what holders were promised.
create table event_before (
  event_id uuid not null,
  -- The last that said so.
  version int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  venue_name text not null,
  venue_address text not null,
  primary key (event_id, version)
);

-- A trigger, so that it is kept too while the version before this one runs beside it.
create function keep_event_before() returns trigger language plpgsql as $$
begin
  insert into event_before (event_id, version, starts_at, ends_at, time_zone, venue_name, venue_address)
  values (old.id, old.version, old.starts_at, old.ends_at, old.time_zone, old.venue_name,
          old.venue_address)
  on conflict do nothing;
  return null;
end $$;

create trigger event_moved after update on event for each row
when (old.status <> 'draft' and
      (old.starts_at, old.ends_at, old.time_zone, old.venue_name, old.venue_address) is distinct from
      (new.starts_at, new.ends_at, new.time_zone, new.venue_name, new.venue_address))
execute function keep_event_before();
