-- Only people with the link find it: it is in no public list and in no search.
alter table event add column unlisted boolean not null default false;

drop index event_listed;
create index event_listed on event (starts_at, id, ends_at)
  where status = 'published' and not unlisted;
drop index event_search;
create index event_search on event using gin (search) where status = 'published' and not unlisted;
