export const help = `Checks an install from outside, and says what is wrong and how to mend it.

  ./onsale doctor https://tickets.example.org

  --http-port PORT  where the same host answers without TLS; 80 when the address has no port
  --address IP      ask this address in the place of the name's: before the name leads there
  --ca FILE         PEM with an authority to trust, of an install that has its own
  --data FOLDER     data folder of an install on this machine, to find the operator token in
  --json            for programs

It signs in nobody and changes nothing. With the operator token (ONSALE_OPERATOR_TOKEN in the
environment, or an install on this machine) it also checks the addresses that visitors seem to come
from, the free disk and the queues.

Ends with 0 when nothing is wrong, 1 when something is, 2 when nothing answers.
`;
