import { ToolError } from '@onsale/cli';

/** The bench could not be done. */
export class BenchError extends ToolError {
  override readonly name: string = 'BenchError';
}

/** Others use the machine: what would be measured is them. */
export class BusyMachine extends BenchError {}
