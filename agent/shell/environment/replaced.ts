import type { Terminal } from './environment.js';
import { EXIT, ShellError } from './exit-codes.js';

/** refuses to go on after an upgrade: what is not loaded yet is gone, and the operator is another one */
export function refuseReplaced(terminal: Pick<Terminal, 'isReplaced'>): void {
  if (!terminal.isReplaced()) return;
  throw new ShellError(EXIT.failed, 'llm-os was upgraded: leave and start again. Nothing was run.');
}
