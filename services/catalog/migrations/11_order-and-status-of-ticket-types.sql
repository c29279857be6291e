-- Where a ticket type stands among those of its event; at the same place the older comes first.
alter table ticket_type add column position int not null default 0;
-- active, paused, hidden or deleted. Nothing is removed: holds that were on their way when the
-- organiser deleted it, and their orders, still name it.
alter table ticket_type add column status text not null default 'active';
-- Which of the ticket types that sell these places were ever sold, as far as this service has heard:
-- {"<ticket type>": true}. It stays when all are refunded.
alter table stock add column was_sold jsonb not null default '{}';
update stock set was_sold =
  case when sold > coalesce((select sum((share->>'sold')::int) from jsonb_path_query(shares, '$.*') as share), 0)
       then jsonb_build_object(ticket_type_id, true) else '{}' end
  || coalesce((select jsonb_object_agg(id, true) from jsonb_each(shares) as part (id, share)
               where (share->>'sold')::int > 0), '{}');
