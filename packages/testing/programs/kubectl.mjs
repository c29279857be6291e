#!/usr/bin/env node
// Stands in for kubectl where no cluster is: answers from a file, and forwards by plain TCP to stores
// on this machine. It says what kubectl 1.34 says.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const file = process.env.KUBECTL_STAND_IN;
const cluster = JSON.parse(readFileSync(file, 'utf8'));
const args = process.argv.slice(2);
appendFileSync(`${file}.calls`, `${process.pid} ${args.join(' ')}\n`);

let namespace = 'default';
const words = [];
for (let at = 0; at < args.length; at += 1) {
  if (args[at] === '--namespace') namespace = args[++at];
  else if (args[at] === '--context') at += 1;
  else if (!args[at].startsWith('--')) words.push(args[at]);
}
const [verb, kind, ...names] = words;

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (cluster.refused) end(cluster.refused);
if (cluster.denied?.includes(`${verb} ${kind}`)) {
  end(
    `Error from server (Forbidden): ${kind} is forbidden: User "ann" cannot ${verb} resource "${kind}" in API group "" in the namespace "${namespace}"`,
  );
}

const objects = cluster.objects?.[namespace] ?? [];

if (verb === 'get') {
  const lists = {
    namespaces: cluster.namespaces,
    nodes: cluster.nodes ?? [],
    secrets: cluster.secrets?.[namespace] ?? [],
    'deployments,statefulsets,pods': objects,
  };
  const found = lists[kind].filter(
    ({ metadata }) => names.length === 0 || names.includes(metadata.name),
  );
  if (found.length === 0 && names.length > 0) process.exit(0);
  const answer = names.length === 1 ? found[0] : { kind: 'List', items: found };
  process.stdout.write(JSON.stringify(answer));
  if (kind.includes('pods')) goOn();
} else if (verb === 'port-forward') {
  forward(kind.replace('service/', ''), names[0]);
} else if (verb === 'delete') {
  replacePod(names[0]);
} else if (verb === 'create') {
  replacePod(/pods\/(.+)\/eviction$/.exec(args.join(' ').replace(/ --filename.*/, ''))[1]);
} else if (!['cordon', 'uncordon', 'auth'].includes(verb)) {
  end(`error: unknown command "${verb}" for "kubectl"`);
}

/** The next look still finds the deleted pod, the one after it a new one, which is not ready yet. */
function replacePod(name) {
  const pod = objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name === name);
  pod.isDeleted = true;
  writeFileSync(file, JSON.stringify(cluster));
}

function goOn() {
  for (const pod of objects.filter(({ kind }) => kind === 'Pod')) {
    if (pod.isDeleted) pod.metadata.uid += '+';
    pod.status.conditions[0].status = pod.isDeleted ? 'False' : 'True';
    delete pod.isDeleted;
  }
  writeFileSync(file, JSON.stringify(cluster));
}

function forward(service, ports) {
  const [local, remote] = ports.split(':');
  const target = cluster.services?.[namespace]?.[`${service}:${remote}`];
  if (target === undefined) end(`Error from server (NotFound): services "${service}" not found`);
  if (target === null) end('error: timed out waiting for the condition');
  const server = createServer((client) => {
    process.stdout.write(`Handling connection for ${server.address().port}\n`);
    const store = connect({ host: '127.0.0.1', port: target });
    client.pipe(store).pipe(client);
    client.on('error', () => store.destroy());
    store.on('error', () => end('error: lost connection to pod'));
  });
  server.on('error', (error) => end(`error: unable to listen on port ${local}: ${error.message}`));
  server.listen(Number(local || 0), '127.0.0.1', () => {
    const { port } = server.address();
    process.stdout.write(`Forwarding from 127.0.0.1:${port} -> ${remote}\n`);
  });
}
