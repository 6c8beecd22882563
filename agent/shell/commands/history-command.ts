import type { HistoryFlags } from '../environment/flags.js';
import { display } from '../../../interfaces/display.js';
import { openArchive, type RecordsClient } from '../../operator-client/records-client.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { journalHashes } from './journal-hashes.js';
import { renderRecord, toHistoryRow } from '../terminal/record-text.js';
import { asking } from '../execution/asking.js';
import { renderFindings } from '../terminal/result-text.js';
import { withShell, type Shell } from '../session/shell-session.js';
import type { Environment } from '../environment/environment.js';

/** lists the calls that were carried out and refused here, the latest first */
export function showHistory(own: HistoryFlags, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withArchive(flags, environment, async (archive, shell) => {
    const { all = false, limit = 20, since } = own;
    const query = { limit, all, ...(since === undefined ? {} : { since }) };
    const rows = await asking(shell, all, () => archive.list(query));
    if (flags.json) await shell.screen.result(`${JSON.stringify({ version: 1, records: rows })}\n`);
    else if (rows.length === 0) await shell.screen.note('Nothing is on record.');
    else await shell.screen.result(renderFindings({ records: rows.map(row => toHistoryRow(row, all)) }));
    return EXIT.done;
  });
}

export function showRecord(record: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withArchive(flags, environment, async (archive, shell) => {
    const [row] = await asking(shell, false, () => archive.list({ record }));
    if (!row) throw new ShellError(EXIT.failed, `there is no record ${record} of yours; see llmsh history`);
    if (flags.json) await shell.screen.result(`${JSON.stringify({ version: 1, record: row })}\n`);
    else await shell.screen.result(renderRecord(row));
    if (!flags.json && row['undo'] === 'yes') await shell.screen.note(`llmsh undo ${display(record)} takes it back`);
    return EXIT.done;
  });
}

/** walks the chain of records; the first broken link is named */
export function verifyRecords(flags: Flags, environment: Environment): Promise<ExitCode> {
  // read while the bus is reached, and while a helper that has to start reads its chain
  const reading = journalHashes(environment.host);
  return withArchive(flags, environment, async (archive, shell) => {
    archive.wake();
    const hashes = await reading;
    const { intact, facts } = await asking(shell, true, () => archive.verify(hashes));
    if (flags.json) await shell.screen.result(`${JSON.stringify({ version: 1, intact, facts })}\n`);
    else await shell.screen.result(`${intact ? 'intact' : 'BROKEN'}\n${renderFindings(facts)}`);
    if (hashes.length === 0) {
      await shell.screen.note(
        'The journal was not compared: nothing of it can be read here, so a tail that was cut would not show.',
      );
    } else if ((facts['missing'] ?? '0') !== '0') {
      await shell.screen.note(
        'The journal knows lines that the file lacks: they were cut off, or the file was moved away.',
      );
    }
    return intact ? EXIT.done : EXIT.failed;
  });
}

/** shares that are full are whole again, and the chain goes on from where it was */
export function rotateRecords(flags: Flags, environment: Environment): Promise<ExitCode> {
  return withArchive(flags, environment, async (archive, shell) => {
    const file = await asking(shell, true, () => archive.rotate());
    if (flags.json) await shell.screen.result(`${JSON.stringify({ version: 1, file })}\n`);
    else await shell.screen.result(`The records so far are in ${display(file)}; what follows goes on from there.\n`);
    return EXIT.done;
  });
}

export async function withArchive(
  flags: Flags,
  environment: Environment,
  body: (archive: RecordsClient, shell: Shell) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withShell(flags, environment, async shell => {
    const bus = await environment.host.connectBus().catch(() => {
      throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
    });
    try {
      return await body(openArchive(bus), shell);
    } finally {
      bus.close();
    }
  });
}
