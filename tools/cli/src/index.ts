export { ToolError, UsageError } from './errors.js';
export { parseOptions, readNumber, readSiteUrl } from './options.js';
export { exitCodes, runTool, type Tool } from './run-tool.js';
