// One server of the bench, in a process of its own: the generator never shares its thread.
import type { Job, Question, Server } from './protocol.js';

const roles = {
  raw: async () => (await import('./raw.js')).startRaw,
  bare: async () => (await import('./bare.js')).startBare,
  services: async () => (await import('./services.js')).startServices,
} as const;

let server: Server | undefined;

async function start(job: Job): Promise<string> {
  const role = job.role === 'raw' || job.role === 'bare' ? job.role : 'services';
  const begin = await roles[role]();
  server = await begin(job);
  return server.url;
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'start':
      return start(question.job);
    case 'publish':
      return server?.publish?.(question.messages);
    case 'waiting':
      return (await server?.waiting?.()) ?? 0;
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    }
    case 'stop':
      return server?.stop();
  }
}

process.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(question).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String((error as Error)?.stack ?? error) }),
  );
});
// The bench ends its servers itself, in order. When it is gone there is nobody to serve.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
