import { ToolError } from '@onsale/cli';

/** The rehearsal could not be done. */
export class RehearsalError extends ToolError {}

/** It was told to stop. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped.');
  }
}
