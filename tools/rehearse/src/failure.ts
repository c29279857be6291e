import { ToolError } from '@onsale/cli';

/** The rehearsal could not be done. */
export class RehearsalError extends ToolError {}

/** The rehearsal was interrupted. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped.');
  }
}
