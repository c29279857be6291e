-- When the name last changed; null: never. Tokens that were minted before say the old one.
alter table account add column renamed_at timestamptz;
create index account_renamed on account (renamed_at) where renamed_at is not null;
