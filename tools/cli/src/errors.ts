/** It could not be done; the message says why and what to do, for a person. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
}

/** What was typed cannot be done. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError';
}
