/** The bench could not be done; the message says why and what to do. */
export class BenchError extends Error {
  override readonly name: string = 'BenchError';
}

/** What was typed cannot be done. */
export class UsageError extends BenchError {}

/** Others use the machine: what would be measured is them. */
export class BusyMachine extends BenchError {}
