// One server of the bench, in a process of its own: the generator never shares its thread.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerQuestions, ownCpuMs } from '../child-process.js';
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

function memoryBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times += 1) collect();
  return process.memoryUsage.rss();
}

answerQuestions<Question>(async (question) => {
  switch (question.ask) {
    case 'start':
      return start(question.job);
    case 'publish':
      return server?.publish?.(question.messages);
    case 'waiting':
      return (await server?.waiting?.()) ?? 0;
    case 'changes':
      return server?.changes?.(question.eventId) ?? [];
    case 'memory':
      return memoryBytes();
    case 'cpu':
      return ownCpuMs();
    case 'stop':
      return server?.stop();
  }
});
