import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** one place for all that the tests of a run leave behind, as open as /tmp itself, and gone with it */
export function setup(): () => void {
  const before = process.env['TMPDIR'];
  const place = mkdtempSync(join(tmpdir(), 'llmos-'));
  chmodSync(place, 0o1777);
  process.env['TMPDIR'] = place;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(place, { recursive: true, force: true });
  };
}
