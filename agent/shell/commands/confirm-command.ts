import { display } from '../../../interfaces/display.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { asking } from '../execution/asking.js';
import { withArchive } from './history-command.js';
import type { Environment } from '../environment/environment.js';

/** keeps changes that would be taken back by themselves; without a record all of one's own */
export function confirmChange(record: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withArchive(flags, environment, async (archive, shell) => {
    const kept = await asking(shell, false, () => archive.confirm(record));
    const { screen } = shell;
    if (flags.json) await screen.result(`${JSON.stringify({ version: 1, kept })}\n`);
    for (const row of kept) {
      await screen.note(`kept: ${display(row['summary'] ?? '')} (record ${display(row['record'] ?? '')})`);
    }
    return EXIT.done;
  });
}
