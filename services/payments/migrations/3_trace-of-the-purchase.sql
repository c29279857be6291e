-- The request that placed the order: its payments are followed under the same trace.
alter table payable_order add column traceparent text;
