-- At which version each field was last changed: two people can change different fields at once, and
-- nobody undoes unseen what somebody else has changed. `{}`: not known.
alter table event add column field_versions jsonb not null default '{}';
alter table ticket_type add column field_versions jsonb not null default '{}';
