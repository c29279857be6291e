-- Accounts that the operator has approved as organisers. Who has published before goes on.
create table organiser (
  account_id uuid primary key,
  approved_at timestamptz not null
);
insert into organiser
select organiser_id, min(published_at) from event where published_at is not null
group by organiser_id;
