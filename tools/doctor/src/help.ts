export const help = `Checks an install from outside, and says what is wrong and how to fix it.

  ./onsale doctor https://tickets.example.org

  --http-port PORT  where the same host answers without TLS; 80 when the address has no port
  --address IP      connect to this IP address, for a name that does not lead there yet
  --ca FILE         PEM file of the install's own certificate authority
  --data FOLDER     data folder of an install on this machine, to find the operator token in
  --json            for programs

It signs nobody in and changes nothing. With the operator token (ONSALE_OPERATOR_TOKEN in the
environment, or an install on this machine) it also checks the addresses that visitors seem to come
from, free disk space and the queues.

Exits with 0 when nothing is wrong, 1 when something is, 2 when nothing answers.
`;
