export const help = `Usage: ./onsale abuse [options]

Sends what nobody should to every route of the OpenAPI document, as a stranger, buyers, organisers,
door staff and the operator: valid and broken input, ids of other people's things, the same write
many times at once. Every answer has to be as the document says, no answer may be a 5xx other than a
503, nothing of another person may show, and in the end the books have to be clean.

Without --url it starts an install of its own and deletes it afterwards.

  --minutes N          how long, 1 to 120; usually 30
  --requests N         how many requests at most
  --seed N             the same seed makes the same requests, of what it finds
  --url URL            a running install of this machine; its data is ruined, so this needs
  --may-ruin           as well. Its operator token: ONSALE_OPERATOR_TOKEN in the environment.
                       Audit it afterwards: ./onsale audit
  --help               this

Ends with 0 when all was clean, 1 when something was found, 2 when it could not be done.
Ctrl-C ends it and cleans up. More: docs/security.md
`;
