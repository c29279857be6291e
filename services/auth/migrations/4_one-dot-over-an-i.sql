-- A second dot over an i is not seen, and Turkish phones type one: addresses are compared without.
update account set email = regexp_replace(replace(email, 'İ', 'i'), '([ij])\u0307', '\1', 'gi')
where email ~* '[ij]\u0307|İ' and not exists (
  select from account other
  where other.id <> account.id and
    lower(regexp_replace(replace(other.email, 'İ', 'i'), '([ij])\u0307', '\1', 'gi')) =
    lower(regexp_replace(replace(account.email, 'İ', 'i'), '([ij])\u0307', '\1', 'gi')));
