/** The tool could not do it; the message tells a person why and what to do. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
}

/** The command line is invalid. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError';
}
