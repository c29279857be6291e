-- "Zurich" finds "Zürich", "Lodz" finds "Łódź": texts, and what is searched for in them, are both
-- written without accents, by this one function. The extension `unaccent` is not everywhere.
create function without_accents(written text) returns text
  language sql immutable strict parallel safe
  return replace(replace(replace(
    translate(
      -- Letters are taken apart, and what stood above or below them goes.
      lower(regexp_replace(normalize(written, NFD), '[\u0300-\u036f]', '', 'g')),
      'øłđðħı', 'olddhi'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

alter table event drop column search;
alter table event add column search tsvector not null generated always as (
  to_tsvector('simple', without_accents(
    title || ' ' || venue_name || ' ' || venue_address || ' ' || description))
) stored;
create index event_search on event using gin (search) where status = 'published' and not unlisted;
