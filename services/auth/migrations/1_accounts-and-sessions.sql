create table account (
  id uuid primary key,
  version int not null check (version > 0),
  -- As it was written at sign-up, without the space around it.
  email text not null check (email = trim(email) and email <> ''),
  name text not null check (name <> ''),
  -- PHC string: algorithm, costs and salt are in it.
  password_hash text not null check (password_hash like '$argon2id$%'),
  created_at timestamptz not null
);
-- Two sign-ups with one address at the same instant make one account.
create unique index account_email on account (lower(email));

-- What every token that was minted stands for.
create table session (
  id uuid primary key,
  account_id uuid not null references account,
  started_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > started_at),
  ended_at timestamptz
);
create index session_account on session (account_id);
create index session_expires on session (expires_at);
