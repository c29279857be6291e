-- What guests should know before they come: when they may come in (null: when the event begins), the
-- youngest age (null: nothing is said), and when they get their money back.
alter table event
  add column doors_at timestamptz,
  add column age_limit int check (age_limit between 0 and 99),
  add column refund_policy text not null default '';
