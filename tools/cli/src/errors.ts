/** The tool failed; the message says why and what to do, for a person. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
}

/** The command line is invalid. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError';
}
