-- What is looked for, and the texts it is looked for in, are made alike by these functions. They
-- lean on no dictionary, no extension and no locale of the server: characters are named one by one.

-- "AC/DC, live – Zürich" -> "ac-dc- live - zurich": small letters without what stands above or below
-- them, a space where there was one, a dash for whatever else is no letter and no number. Scripts
-- that put no space between words stand apart from those that do.
create function plain_text(written text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(regexp_replace(regexp_replace(
    -- Most texts are ASCII, which takes no time.
    case when octet_length(written) = length(written) then lower(written) else
      replace(replace(replace(replace(translate(
        lower(normalize(regexp_replace(normalize(written, NFKD),
          '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4-\u05c7\u0640\u064b-\u065f\u0670]+',
          '', 'g'), NFC)),
        'øłđðħı', 'olddhi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
    end,
    '[\u0001-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'),
    '[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u009f\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02df\u037e\u0387\u055a-\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0609-\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e3f\u0e4f\u0e5a\u0e5b\u1360-\u1368\u1800-\u180e\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u206f\u20a0-\u20cf\u2100-\u2bff\u2e00-\u2e7f\u3001-\u3004\u3008-\u3020\u3030\u303d\u303e\u30a0\u30fb\ua4fe\ua4ff\ufe00-\ufe6f\ufeff\ufff9-\uffff\U0001f000-\U0001faff\U000e0000-\U000e0fff]+',
    '-', 'g'),
    '([\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3031-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)',
    ' \1 ', 'g');

-- Whole titles are compared by this: "ac dc live zurich"; of a title without a word in it, by what
-- it is.
create function title_key(written text) returns text
  language sql immutable strict parallel safe
  return coalesce(
    nullif(btrim(regexp_replace(translate(plain_text(written), '-', ' '), ' +', ' ', 'g')), ''),
    lower(btrim(written)));

-- The words of a plain text, each after a letter that says where it stands.
create function simple_terms(place text, plain text) returns text[]
  language sql immutable strict parallel safe
  return string_to_array(
    place || regexp_replace(btrim(translate(plain, '-', ' ')), ' +', ' ' || place, 'g'), ' ');

-- The same where there is more to it: "ac-dc" is "ac", "dc" and "acdc"; of a text without spaces it
-- is each character with the next one. @param whole: or only the words that have a dash
create function compound_terms(place text, plain text, whole boolean) returns text[]
  language sql immutable strict parallel safe
  return (
    with word as materialized (
      select word, word ~ '^[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' as dense
      from (select distinct btrim(chunk, '-') as word from string_to_table(plain, ' ') as chunk
            where whole or strpos(chunk, '-') > 0)
      where word <> '')
    select array_agg(place || term) from (
      select left(part, 60) as term from word, string_to_table(word, '-') as part
      where not dense and part <> ''
      union all
      select left(replace(word, '-', ''), 60) from word where not dense and strpos(word, '-') > 0
      union all
      select sign || lead(sign, 1, '') over (partition by word order by at)
      from word, string_to_table(word, null) with ordinality as signs (sign, at) where dense
    ));

create function search_terms(place text, plain text) returns text[]
  language sql immutable strict parallel safe
  return case when plain ~ '[^ -]-[^ -]|[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' then compound_terms(place, plain, true)
    else simple_terms(place, plain) end;

-- Each word with one letter left out, each time another: two words that differ by one letter have
-- one of these in common. Not of numbers, of which the next one is another.
create function search_slips(plain text) returns text[]
  language sql immutable strict parallel safe
  return (
    select array_agg('~' || left(word, at - 1) || substr(word, at + 1))
    from string_to_table(translate(plain, '-', ' '), ' ') as word, generate_series(1, length(word)) as at
    where length(word) between 4 and 24 and word !~ '[0-9\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]');

-- What an event is found by: words of title (t) and venue (v), and what a slip makes of them. The
-- words of the description are in `search`, but for those (d) that its parser does not part.
create function search_vector(title text, venue_name text, venue_address text, description text)
  returns tsvector
  language sql immutable strict parallel safe
  return array_to_tsvector(
    search_terms('t', plain_text(title))
    || search_terms('v', plain_text(venue_name || ' ' || venue_address))
    || (select case when plain ~ '[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' then compound_terms('d', plain, true)
                    when plain ~ '-[^ -]|[^ -]-' then compound_terms('d', plain, false) end
        from plain_text(description) as plain)
    || search_slips(plain_text(title || ' ' || venue_name)));

-- Whoever writes an event fills them, the version before too. The table is written anew, once: ten
-- thousand events take some seconds, in which the sale of tickets, elsewhere, goes on.
alter table event
  add column title_key text not null generated always as (title_key(title)) stored,
  add column terms tsvector not null generated always as (
    search_vector(title, venue_name, venue_address, description)) stored;

create index event_terms on event using gin (terms) where status = 'published' and not unlisted;
create index event_title on event (title_key) where status = 'published' and not unlisted;
