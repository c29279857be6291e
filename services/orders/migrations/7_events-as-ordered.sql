-- When and where an event is to be, and the version that said so: it is not the event's own where the
-- version before this one wrote the event last.
alter table event
  add column starts_at timestamptz,
  add column time_zone text,
  add column venue_name text,
  add column venue_address text,
  add column plan_version int,
  add column plan_since timestamptz;

-- What an event's time and place were, and until when: what buyers read when they ordered.
create table event_before (
  event_id uuid not null,
  version int not null,
  until timestamptz not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  venue_name text not null,
  venue_address text not null,
  primary key (event_id, version)
);

-- A trigger, so that it is kept too while the version before this one runs beside it.
create function keep_event_before() returns trigger language plpgsql as $$
declare
  says_plan boolean := new.plan_version is not distinct from new.version;
begin
  if not says_plan or
     (old.starts_at, old.ends_at, old.time_zone, old.venue_name, old.venue_address) is distinct from
     (new.starts_at, new.ends_at, new.time_zone, new.venue_name, new.venue_address) then
    insert into event_before (event_id, version, until, starts_at, ends_at, time_zone, venue_name,
                              venue_address)
    values (old.id, old.version, case when says_plan then new.plan_since else now() end,
            old.starts_at, old.ends_at, old.time_zone, old.venue_name, old.venue_address)
    on conflict do nothing;
  end if;
  return null;
end $$;

create trigger event_moved after update on event for each row
when (old.status <> 'draft' and old.version <> new.version and old.plan_version = old.version)
execute function keep_event_before();
