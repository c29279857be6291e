-- Marks to count failed attempts by: of the card and of the network that it came from. Each is a
-- keyed hash, from which neither can be told. Null: a test card, or recorded by the version before.
alter table payment add column card_mark text;
alter table payment add column network_mark text;
create index payment_failed_buyer on payment (buyer_id, created_at) where status = 'failed';
create index payment_failed_card on payment (card_mark, created_at) where status = 'failed';
create index payment_failed_network on payment (network_mark, created_at) where status = 'failed';
