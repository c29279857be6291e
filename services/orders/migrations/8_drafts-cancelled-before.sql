-- Drafts that were cancelled count as drafts since `catalog` says so. Of those cancelled before, this
-- service knows only that they are cancelled: what nobody ever ordered from is shown to nobody.
update event set status = 'draft'
where status = 'cancelled' and not exists (select from orders where orders.event_id = event.id);
