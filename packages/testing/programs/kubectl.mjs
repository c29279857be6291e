#!/usr/bin/env node
// Stands in for kubectl where no cluster is: answers from a file, and forwards by plain TCP to stores
// on this machine. It says what kubectl 1.34 says.
import { appendFileSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const file = process.env.KUBECTL_STAND_IN;
const cluster = JSON.parse(readFileSync(file, 'utf8'));
const own = `${process.pid} ${process.argv.slice(2).join(' ')}`;
appendFileSync(`${file}.calls`, `${own}\n`);
const { namespace, verb, kind, names } = wordsOf(process.argv.slice(2));

if (cluster.refused) end(cluster.refused);
if (isDenied({ verb, kind })) {
  end(
    `Error from server (Forbidden): ${kind} is forbidden: User "ann" cannot ${verb} resource "${kind}" in API group "" in the namespace "${namespace}"`,
  );
}

if (verb === 'get') {
  const lists = {
    namespaces: cluster.namespaces,
    nodes: cluster.nodes ?? [],
    secrets: cluster.secrets?.[namespace] ?? [],
    'deployments,statefulsets,pods': objectsNow(),
  };
  const found = lists[kind].filter(
    ({ metadata }) => names.length === 0 || names.includes(metadata.name),
  );
  if (found.length === 0 && names.length > 0) process.exit(0);
  const answer = names.length === 1 ? found[0] : { kind: 'List', items: found };
  process.stdout.write(JSON.stringify(answer));
} else if (verb === 'port-forward') {
  forward(kind.replace('service/', ''), names[0]);
} else if (!['auth', 'cordon', 'create', 'delete', 'uncordon'].includes(verb)) {
  end(`error: unknown command "${verb}" for "kubectl"`);
}

function wordsOf(args) {
  let namespace = 'default';
  const words = [];
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] === '--namespace') namespace = args[++at];
    else if (args[at] === '--context') at += 1;
    else if (!args[at].startsWith('--')) words.push(args[at]);
  }
  const [verb, kind, ...names] = words;
  return { namespace, verb, kind, names };
}

function isDenied({ verb, kind }) {
  return cluster.denied?.includes(`${verb} ${kind}`) ?? false;
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * The runs before this one decide, for several go on at once: after a pod was deleted the next look
 * still finds it, the one after that a new one, which is not ready yet.
 */
function objectsNow() {
  const objects = cluster.objects?.[namespace] ?? [];
  const pods = objects.filter((one) => one.kind === 'Pod');
  const deleted = new Set();
  const lines = readFileSync(`${file}.calls`, 'utf8').split('\n').slice(cluster.callsBefore);
  for (const line of lines.slice(0, lines.indexOf(own))) {
    const call = wordsOf(line.split(' ').slice(1));
    if (isDenied(call)) continue;
    if (call.verb === 'delete') deleted.add(call.names[0]);
    if (call.verb === 'create') deleted.add(/pods\/([^/]+)\/eviction/.exec(line)[1]);
    if (call.verb !== 'get' || !call.kind.includes('pods')) continue;
    for (const pod of pods) {
      const isNew = deleted.has(pod.metadata.name);
      if (isNew) pod.metadata.uid += '+';
      pod.status.conditions[0].status = isNew ? 'False' : 'True';
    }
    deleted.clear();
  }
  return objects;
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
