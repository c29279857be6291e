-- Whose places a ticket type sells; null: its own. And how many of shared places it may sell at most;
-- null: all of them.
alter table ticket_type add column pool_id uuid;
alter table ticket_type add column pool_limit int check (pool_limit >= 0);

-- A row of stock is a pool: the places of the ticket type with its id, and of those that share them.
-- What of held, sold and revenue is of the others: {"<ticket type>": {"held", "sold", "revenue"}}.
-- The rest is its own, which the version before moves without knowing of shares.
alter table stock add column shares jsonb;
-- Its ticket type sells the places of another, and nobody sells these.
alter table stock add column moved boolean not null default false;

create function shares_fit(shares jsonb, held int, sold int, revenue bigint) returns boolean
  language sql immutable parallel safe
  return (
    select coalesce(sum((share->>'held')::int), 0) <= held
       and coalesce(sum((share->>'sold')::int), 0) <= sold
       and coalesce(sum((share->>'revenue')::bigint), 0) <= revenue
       and coalesce(min(least((share->>'held')::int, (share->>'sold')::int, (share->>'revenue')::bigint)), 0) >= 0
    from jsonb_path_query(shares, '$.*') as share
  );
-- Every row there is keeps both already: none is looked at.
alter table stock
  add constraint nothing_sold_elsewhere check (not moved or available = 0) not valid,
  add constraint shares_fit check (shares is null or shares_fit(shares, held, sold, revenue)) not valid;
