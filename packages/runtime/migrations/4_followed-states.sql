-- What each consumer of facts has acted on: of every aggregate the newest state it has seen, as much
-- of it as the facts are read from, and the one before that. Written in the transaction that acts.
create table followed (
  consumer text not null,
  subject uuid not null,
  version int not null,
  state jsonb not null,
  before jsonb,
  primary key (consumer, subject)
);
