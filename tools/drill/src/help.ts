import { type Scene, scenes } from './scenes.js';

const sceneLines = Object.entries<Scene>(scenes).map(
  ([name, { what }]) => `  ${name.padEnd(12)} ${what}`,
);

export const help = `Usage: ./onsale drill <scene> [options]

Starts a cluster of processes on this machine, as npm run cluster does, with a data folder and ports
of its own, does to it what may happen to a cluster while buyers come, audits its books, and deletes
it. Needs nats-server, redis-server, nginx and openssl. With --kubernetes it does the same to a
namespace that is marked for it: kubectl label namespace NAMESPACE onsale.dev/drill=allowed

Scenes
${sceneLines.join('\n')}

  --seconds N     how long buyers come; of update, at most; of instances, one measurement
  --rate N        buyers a second
  --seed N        the same seed gives the same crowd and the same faults
  --messages N    of catch-up: messages that wait, 100 to 1000000; 100000 unless said
  --rounds N      of instances: measurements of each kind; 3 unless said
  --to FOLDER     of update: another checkout, built, that is rolled out; else this one, with more
                  in its messages than it knows itself. In Kubernetes, the tag of the images; else
                  the pods of the same images are replaced
  --asynchronous  of failover: commits do not wait for the standby; then orders are lost, and the
                  audit must name them
  --kubernetes NAMESPACE
                  of chaos and update: the pods of this namespace, through kubectl, and its nodes when
                  there are several; --context NAME says in which cluster
  --url URL       of --kubernetes: where buyers find the site; --ca FILE: the certificate (PEM) of
                  the authority that signed its own
  --json FILE     the outcome, for programs
  --keep          keep the data of the cluster, to look at it
  --quiet         no progress
  --help          this

Ends with 0 when everything held, 1 when something did not, 2 when it could not be done.
Ctrl-C ends it and cleans up. More: docs/drills.md
`;
