/** The rehearsal could not be done; the message says why and what to do, for a person. */
export class RehearsalError extends Error {}

/** It was told to stop. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped.');
  }
}
