import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, pickFreePort, testLogger } from '@onsale/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addGateway } from '../src/gateway.js';
import { startWeb, type Web } from '../src/web.js';

const entry = fileURLToPath(new URL('page-process.mjs', import.meta.url));

// Only Linux distinguishes a busy process from a stopped one.
describe.runIf(process.platform === 'linux')(
  'a page process, on a machine without an idle core',
  () => {
    let web: Web;
    let app: FastifyInstance;
    let url: string;
    const loops: ChildProcess[] = [];

    beforeAll(async () => {
      const [apiUrl, log] = ['http://127.0.0.1:1', testLogger()];
      web = await startWeb({ entry, apiUrl, environment: {}, processes: 1, dev: false, log });
      await web.ready;
      app = fastify();
      await addGateway(app, web.next, false, log);
      url = await app.listen({ port: await pickFreePort(), host: '127.0.0.1' });
      for (const _ of Array(2)) loops.push(spawn(process.execPath, ['-e', 'while (true);']));
    });
    afterAll(async () => {
      for (const loop of loops) loop.kill('SIGKILL');
      await app?.close();
      await web?.stop();
    });

    it('keeps its requests while it computes for three seconds', async () => {
      const answer = await fetch(`${url}/compute`);
      expect([answer.status, await answer.text()]).toEqual([200, 'a page']);
    });

    it('counts as away while it is stopped, and as back when it runs again', async () => {
      expect((await fetch(`${url}/`)).status).toBe(200);
      const pid = pidOfPages();
      process.kill(pid, 'SIGSTOP');
      let formIsDone = false;
      const form = fetch(`${url}/`, { method: 'POST' }).finally(() => {
        formIsDone = true;
      });
      try {
        const answer = await fetch(`${url}/`);
        expect(answer.status).toBe(503);
        expect(await answer.text()).toContain('One moment');
        expect(formIsDone).toBe(false);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await form;
      await eventually(async () => expect((await fetch(`${url}/`)).status).toBe(200));
    });
  },
);

/** The child process that runs the entry. */
function pidOfPages(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isOurs = (pid: string) => {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      const isChild = parent === String(process.pid);
      return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(entry);
    } catch {
      return false; // gone meanwhile
    }
  };
  return Number(pids.find(isOurs));
}
