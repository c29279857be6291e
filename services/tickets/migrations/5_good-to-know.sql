-- When guests may come in (null: when the event begins), and the youngest age (null: nothing is said).
alter table event add column doors_at timestamptz, add column age_limit int;
