import { ToolError } from '@onsale/cli';

/** The file is not a whole, unchanged backup; the message ends the sentence "FILE cannot be used: …". */
export class Damaged extends ToolError {
  override readonly name = 'Damaged';
}
