import { demoLines, testCards } from '@onsale/embedded/demo';
import type { Cluster } from './cluster.js';

/**
 * What a person reads when everything runs.
 * @param seconds since the start began
 */
export async function announce(cluster: Cluster, seconds: number): Promise<string> {
  const { url, settings, dataFolder, caFile } = cluster;
  const signIns = await demoLines(settings.demo, dataFolder);
  const groups = new Map<string, number>();
  for (const { group } of cluster.parts()) groups.set(group, (groups.get(group) ?? 0) + 1);
  const running = [...groups].map(([group, count]) => `${count} ${group}`).join(', ');
  const trust = settings.certificate === '' ? trustHint(caFile, settings.site) : '';
  return `
Onsale is ready (${seconds.toFixed(1)} s):  ${url}

${trust}${signIns}${testCards}
  Running          ${running}
  For developers   ${url}/api/docs
  Logs             ${dataFolder}/logs
  Data             ${dataFolder}
  Stop             Ctrl-C
`;
}

/** Browsers resolve names under `.localhost` on their own; other names need an entry in /etc/hosts. */
function trustHint(caFile: string, site: string): string {
  const name = site.endsWith('localhost')
    ? ''
    : `  Name             if this machine does not know it yet: echo "127.0.0.1 ${site}" | sudo tee -a /etc/hosts\n`;
  return `${name}  Certificate      self-signed; a browser warns once. To trust it: ${caFile}\n\n`;
}
