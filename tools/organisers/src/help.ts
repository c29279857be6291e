export const help = `Usage: ./onsale organisers [options]
       ./onsale organisers approve ACCOUNT... [options]
       ./onsale organisers remove ACCOUNT... [options]

Lists who organises events on an install and who waits for approval; approves accounts, and withdraws
approvals. ONSALE_ORGANISERS says what an account may do without it. A change takes effect at
once, even while Onsale runs.

ACCOUNT is an account number. People find theirs where they are asked to be approved. Nobody has
proved an email address, so approve by the number that the person has given you, not by the address.

remove stops an account from publishing. What it has published stays on sale.

Which install
  Without an option, the one that "npm start" runs in this checkout, whether it runs or not.
  --port N             the one on another port
  --data FOLDER        the one with this data folder (or ONSALE_DATA)
  --kubernetes NAMESPACE
                       the one in this namespace of a cluster, through kubectl; --context NAME names
                       the cluster
  ONSALE_CATALOG_DATABASE_URL
                       in the environment: the database of the catalogue, of a cluster for example
  --url URL            a running install, http:// or https://, through its address. Its operator
                       token comes from ONSALE_OPERATOR_TOKEN in the environment; that of an install
                       of this checkout is found automatically
  --address IP         with --url: connect to this IP address instead of the name's
  --ca FILE            the certificate (PEM) of the authority that signed the site's, if it is your
                       own (or NODE_EXTRA_CA_CERTS)

  --help               this
`;
