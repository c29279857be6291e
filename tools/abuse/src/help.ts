export const help = `Usage: ./onsale abuse [options]

Sends what nobody should to every route of the OpenAPI document, as a stranger, buyers, organisers,
door staff and the operator: valid and broken input, ids of other people's things, the same write
many times at once. Every answer must be as the document says, none a 5xx other than a 503, none may
show another person's data, and in the end the books must agree.

Without --url it starts an install of its own and deletes it afterwards.

  --minutes N          how long, 1 to 120; default 30
  --requests N         the most requests to send
  --seed N             repeats a run, as far as the answers are the same
  --url URL            a running install on this machine. This ruins its data, so it needs
  --may-ruin           too. Its operator token: ONSALE_OPERATOR_TOKEN in the environment.
                       Audit it afterwards: ./onsale audit
  --help               this

Exits with 0 when everything was clean, 1 when it found something, 2 when it could not run.
Ctrl-C stops it and cleans up. More: docs/security.md
`;
