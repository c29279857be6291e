// One server of the bench, in a process of its own: the generator never shares its thread.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerQuestions, ownCpuMs } from '../child-process.js';
import type { Job, Question, Role, Server } from './protocol.js';

/** Roles without services and databases. */
const bareRoles = {
  raw: async () => (await import('./raw.js')).startRaw,
  bare: async () => (await import('./bare.js')).startBare,
  'same-bytes': async () => (await import('./same-bytes.js')).startSameBytes,
  'same-answers': async () => (await import('./same-answers.js')).startSameAnswers,
} as const;
const services = async () => (await import('./services.js')).startServices;

let server: Server | undefined;

async function start(job: Job): Promise<string> {
  const load: Partial<Record<Role, () => Promise<(job: Job) => Promise<Server>>>> = bareRoles;
  const begin = await (load[job.role] ?? services)();
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
    case 'pages':
      return server?.pages?.();
    case 'memory':
      return memoryBytes();
    case 'cpu':
      return (await server?.cpuMs?.()) ?? ownCpuMs();
    case 'stop':
      return server?.stop();
  }
});
