import { type Scene, scenes } from './scenes.js';

const sceneLines = Object.entries<Scene>(scenes).map(
  ([name, { what }]) => `  ${name.padEnd(12)} ${what}`,
);

export const help = `Usage: ./onsale drill <scene> [options]

Starts a cluster of processes on this machine, as npm run cluster does, with a data folder and ports
of its own. Breaks its parts while buyers arrive, audits its books, and deletes it. Needs
nats-server, redis-server, nginx and openssl. With --kubernetes it does the same to a namespace that
is marked for it: kubectl label namespace NAMESPACE onsale.dev/drill=allowed

Scenes
${sceneLines.join('\n')}

  --seconds N     how long buyers arrive; with update, at most; with instances, per measurement
  --rate N        buyers a second
  --seed N        the same seed gives the same crowd and the same faults
  --messages N    with catch-up: messages that wait, 100 to 1000000; default 100000
  --rounds N      with instances: measurements of each kind; default 3
  --to FOLDER     with update: the built checkout to roll out; by default this one, with extra
                  content in its messages. In Kubernetes, the tag of the images; by default the
                  pods are replaced with the same images
  --asynchronous  with failover: commits do not wait for the standby; orders are then lost, and
                  the audit must name them
  --kubernetes NAMESPACE
                  with chaos and update: the pods of this namespace, through kubectl, and its nodes
                  when there are several; --context NAME names the cluster
  --url URL       with --kubernetes: where buyers find the site; --ca FILE: the certificate (PEM)
                  of the authority that signed the site's
  --json FILE     the outcome, for programs
  --keep          keep the data of the cluster, to look at it
  --quiet         no progress
  --help          this

Exits with 0 when everything held, 1 when something did not, 2 when it could not run.
Ctrl-C stops it and cleans up. More: docs/drills.md
`;
