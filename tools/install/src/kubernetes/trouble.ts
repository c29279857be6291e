/** Why kubectl did not do something, as far as a tool acts on it. */
export type Trouble =
  | 'no cluster'
  | 'not signed in'
  | 'forbidden'
  | 'not found'
  | 'no pod'
  | 'other';

const signs: readonly (readonly [Trouble, RegExp])[] = [
  ['forbidden', /\(Forbidden\)|\bis forbidden\b/],
  ['not found', /\(NotFound\)|without a selector/],
  ['not signed in', /\(Unauthorized\)|must be logged in|getting credentials/],
  ['no pod', /timed out waiting for the condition|pod is not running/],
  [
    'no cluster',
    /connection to the server .*refused|Unable to connect|no configuration has been|current-context|context "?\S+"? does not exist|context was not found|no such host|i\/o timeout|TLS handshake|deadline exceeded/,
  ],
];

/** Recognises what kubectl said on standard error. */
export const troubleOf = (said: string): Trouble =>
  signs.find(([, sign]) => sign.test(said))?.[0] ?? 'other';

/** The last line is the reason; lines before it are attempts and warnings. */
export function reasonOf(said: string): string {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line.replace(/^(Error from server \(\w+\)|error|Error): /, '').replace(/[.?]$/, '');
}

/** What a person reads: why, and what to do. @param doing the kubectl command, `get secrets` */
export function explain(said: string, doing: string): string {
  const reason = reasonOf(said);
  switch (troubleOf(said)) {
    case 'no cluster':
      return `kubectl reaches no cluster: ${reason}. Choose one with KUBECONFIG or --context.`;
    case 'not signed in':
      return `The cluster does not know you: ${reason}. Sign in again, or choose another with --context.`;
    case 'forbidden':
      return `The cluster does not allow it: ${reason}. docs/audit.md says which rights a tool needs.`;
    default:
      return `kubectl ${doing} failed: ${reason === '' ? 'it said nothing' : reason}.`;
  }
}
