import { ToolError } from '@onsale/cli';

/** The bench could not be done. */
export class BenchError extends ToolError {
  override readonly name: string = 'BenchError';
}

/** Other programs use the machine, which would distort the figures. */
export class BusyMachine extends BenchError {}
