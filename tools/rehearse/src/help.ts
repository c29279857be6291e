import { type Scene, scenes } from './scenes.js';

const sceneLines = Object.entries<Scene>(scenes).map(
  ([name, { what }]) => `  ${name.padEnd(12)} ${what}`,
);

export const help = `Usage: ./onsale rehearse [scene] [options]

Sends a realistic rush to an install, audits its books, and reports what buyers experienced.
Without --url it starts an install of its own, rehearses there and deletes it.

Scenes
${sceneLines.join('\n')}
  all          one after the other
Without a scene: stampede, 3,000 people with browsers for 1,000 tickets, about two minutes.
Programs that call the API alone, 20,000 of them, and in full:
  ./onsale rehearse --as programs
  ./onsale rehearse stampede --buyers 200000 --tickets 10000 --seconds 30 --as programs

Where
  --url URL            a running install, http:// or https://. Its operator token comes from
                       ONSALE_OPERATOR_TOKEN in the environment; that of an install of this checkout
                       is found automatically
  --ca FILE            the certificate (PEM) of the authority that signed the site's, if it is your
                       own (or NODE_EXTRA_CA_CERTS)
  --kubernetes NAMESPACE  with --url: takes the operator token, the databases to audit and NATS from
                       this namespace, through kubectl; --context NAME names the cluster
  ONSALE_ORDERS_DATABASE_URL … in the environment: of a cluster, the databases to audit; with its
                       NATS: ONSALE_NATS_URL, ONSALE_NATS_PASSWORD (see ./onsale audit --help)
  --out FOLDER         where report.html, report.json and acknowledged.txt go
  --keep               keep the temporary install, to look at it

The crowd
  --as KIND            browsers (the default): pages, files, live stock and every call, as Chromium
                       requests them; or programs: API calls alone
  --patience SECONDS   how long a person with a browser waits for a page, 1 to 120; default 10s
  --buyers N           1 to 500000
  --tickets N          1 to 1000000
  --ticket-types N     1 to 5
  --shared-places      all ticket types sell the same places
  --pattern NAME       stampede (everyone at the opening), ramp or constant
  --rate N             arrivals a second of a ramp (at its end) or constant rate, 1 to 20000
  --seconds N          how long buyers arrive, 1 to 3600
  --hold-seconds N     how long a hold lasts on a temporary install, 2 to 3600
  --seed N             the same seed gives the same crowd

What buyers do, of 100
  --abandon N          hold and leave
  --pay-late N         pay with a card that is confirmed after the hold has ended
  --retry N            lose the answer, and retry with the same key
  --double-click N     send the same twice at once (programs only: a page takes one click)

  --quiet              no progress
  --help               this

Exits with 0 when everything was clean, 1 when it found something, 2 when it could not run.
Ctrl-C stops it and cleans up. More: docs/rehearsal.md
`;
