-- A call of the bus is one row: a row a message cost PostgreSQL twice as much, most of it in indexes.
-- The table `message` keeps what earlier versions stored, and is read until it is forgotten.

create table message_row (
  -- Of its last message; those before it count back from here. From the sequence of `message`, so
  -- that a cursor means the same in both tables.
  position bigint primary key,
  -- Of each of its messages, in their order.
  types text[] not null,
  stored_at timestamptz not null default now(),
  -- An array of them, as JSON.
  body text not null
);
do $$
begin
  alter table message_row alter column body set compression lz4;
exception when feature_not_supported then
  alter table message_row alter column body set storage external;
end
$$;
