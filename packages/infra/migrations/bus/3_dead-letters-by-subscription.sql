-- To count them without reading them.
create index dead_letter_subscription on dead_letter (subscription);
