-- Invitations to the door staff that are open: accepted, declined and withdrawn ones are deleted.
create table staff_invitation (
  id uuid primary key,
  event_id uuid not null references event,
  -- SHA-256 of the token in the link: who reads this table can accept nothing.
  token_hash bytea not null unique check (length(token_hash) = 32),
  -- What the organiser calls it.
  label text check (label <> ''),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at)
);
create index staff_invitation_event on staff_invitation (event_id, id);
create index staff_invitation_expires on staff_invitation (expires_at);

-- The invitation that was accepted, so that accepting it again is harmless; null: named by address,
-- as the version before does, or taken along to a copy of the event.
alter table event_staff add column token_hash bytea;
alter table event_staff add column invited_as text;
