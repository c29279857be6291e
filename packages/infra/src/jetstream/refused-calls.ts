import { streamName } from './names.js';

/**
 * Calls that destroy or disturb, and that an empty message makes. NATS does not check where a client
 * wants its answer, and a consumer without messages answers with an empty one: a client that may ask
 * for messages could make these calls.
 */
const calls = [
  `STREAM.DELETE.${streamName}`,
  `STREAM.LEADER.STEPDOWN.${streamName}`,
  `CONSUMER.DELETE.${streamName}.*`,
  `CONSUMER.LEADER.STEPDOWN.${streamName}.*`,
  `CONSUMER.RESET.${streamName}.*`, // in newer servers
];

/**
 * The `accounts` of the NATS servers, in the form of their configuration. All calls come through the
 * system account, which sends these to subjects that nobody has. Only for servers
 * that `canRefuseCalls`.
 */
export const natsRefusedCalls = `accounts {
  $SYS {
    mappings: {
${calls
  .map((call) => `      "$JS.API.${call}": "refused.${call.replace('*', '$1')}"\n`)
  .join('')}    }
  }
}
`;

/**
 * Whether a server may be given `natsRefusedCalls`: earlier ones admit everyone without a password
 * once their configuration names the system account (CVE-2023-47090).
 * @param said what `nats-server --version` prints
 */
export function canRefuseCalls(said: string): boolean {
  const [major = 0, minor = 0, patch = 0] = (/v(\d+)\.(\d+)\.(\d+)/.exec(said) ?? [])
    .slice(1)
    .map(Number);
  if (major !== 2) return major > 2;
  if (minor === 9) return patch >= 23;
  return minor > 10 || (minor === 10 && patch >= 2);
}
