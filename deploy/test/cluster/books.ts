import { spawn } from 'node:child_process';
import { programs } from '../programs.js';
import { kubeEnvironment, objects } from './kubectl.js';
import { namespace, services } from './names.js';

/** The databases and the bus of the cluster, for tools on this machine. */
export interface Books {
  /** By service. */
  readonly urls: Readonly<Record<string, string>>;
  readonly nats: { readonly servers: readonly string[]; readonly token: string };
  close(): void;
}

/** Opens ways through `kubectl port-forward`, which goes past the network policies. */
export async function openBooks(): Promise<Books> {
  const secrets = await objects<{ metadata: { name: string }; data: Record<string, string> }>(
    'secrets',
  );
  const secret = (name: string, key: string) => {
    const found = secrets.find(({ metadata }) => metadata.name === name);
    return Buffer.from(found?.data[key] ?? '', 'base64').toString();
  };
  const [postgres, nats] = await Promise.all([
    forward('postgres-0', 5432),
    forward('nats-0', 4222),
  ]);
  const urls = services.map((service) => {
    const url = new URL(secret(`database-${service}`, 'url'));
    url.host = `127.0.0.1:${postgres.port}`;
    return [service, url.href] as const;
  });
  return {
    urls: Object.fromEntries(urls),
    nats: { servers: [`nats://127.0.0.1:${nats.port}`], token: secret('nats', 'token') },
    close() {
      postgres.close();
      nats.close();
    },
  };
}

/** As the tools read them from the environment. */
export const environmentOf = ({ urls, nats }: Books): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [`ONSALE_${name.toUpperCase()}_DATABASE_URL`, url]),
  ),
  ONSALE_NATS_URL: nats.servers.join(),
  ONSALE_NATS_TOKEN: nats.token,
});

const openWithinMs = 30_000;

function forward(pod: string, port: number): Promise<{ port: number; close(): void }> {
  const args = ['--namespace', namespace, 'port-forward', `pod/${pod}`, `:${port}`];
  const child = spawn(programs.kubectl as string, args, {
    env: kubeEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const close = () => void child.kill('SIGTERM');
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: string) => {
      said += text;
      const [, local] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (!local) return;
      clearTimeout(late);
      resolve({ port: Number(local), close });
    };
    const fail = (why: string) => {
      clearTimeout(late);
      close();
      reject(new Error(`kubectl port-forward to ${pod} ${why}: ${said}`));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => fail('ended'));
    const late = setTimeout(() => fail('did not open in time'), openWithinMs);
  });
}
