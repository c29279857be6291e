-- An image is kept in a few sizes. Each smaller one is a row of its own with an address of its own,
-- so that the version before serves it as well.
alter table image
  add column original_id uuid references image on delete cascade,
  add column width int,
  add column height int,
  -- Null: stored byte for byte, by the version before. It is made anew.
  add column made_at timestamptz,
  -- When an event last came to use it, or ceased to.
  add column used_at timestamptz;
create index image_original on image (original_id, width) where original_id is not null;
create index image_account on image (account_id, created_at);
create index image_not_made on image (id) where made_at is null;

-- Of an image of our own, whichever version of the service writes the event.
alter table event add column image_id uuid generated always as (
  case when image_url ~ '^/api/images/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    then right(image_url, 36)::uuid end
) stored;
create index event_image on event (image_id) where image_id is not null;
