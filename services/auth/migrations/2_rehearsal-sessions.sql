-- The people of a rehearsal have sessions, to be ended and forgotten like any other, and no account.
alter table session drop constraint session_account_id_fkey;
