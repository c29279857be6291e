-- When buyers get their money back, in the organiser's words; null: the catalogue has not said.
alter table event add column refund_policy text;
alter table event_before add column refund_policy text;

-- As before, and now with the refund terms: an order keeps those under which it was placed.
create or replace function keep_event_before() returns trigger language plpgsql as $$
declare
  says_plan boolean := new.plan_version is not distinct from new.version;
begin
  if not says_plan or
     (old.starts_at, old.ends_at, old.time_zone, old.venue_name, old.venue_address, old.refund_policy)
     is distinct from
     (new.starts_at, new.ends_at, new.time_zone, new.venue_name, new.venue_address, new.refund_policy)
  then
    insert into event_before (event_id, version, until, starts_at, ends_at, time_zone, venue_name,
                              venue_address, refund_policy)
    values (old.id, old.version, case when says_plan then new.plan_since else now() end,
            old.starts_at, old.ends_at, old.time_zone, old.venue_name, old.venue_address,
            old.refund_policy)
    on conflict do nothing;
  end if;
  return null;
end $$;
