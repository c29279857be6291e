-- An order is written when it is placed and again when it is paid, and only the status changes: with
-- room left in its page the second version stays there and needs no entry of its own in the index.
alter table payable_order set (fillfactor = 75);
