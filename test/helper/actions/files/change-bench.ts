import { buildSync } from 'esbuild';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action } from '../../../../helper/action/action.js';
import type { Inverse } from '../../../../helper/call/inverse.js';
import type { Subject } from '../../../../helper/call/types.js';
import type { Bounds } from '../../../../helper/config/config.js';
import { undoChanges } from '../../../../helper/rehearsal/undo-changes.js';
import { BOUNDS, contextOf } from '../call-action.js';
import { runSealed } from '../contexts.js';
import { LocalUnits } from '../../worker/local-units.js';

/** the program that plans and makes changes, as it is shipped, without systemd's part of the walls */
export class ChangeBench {
  readonly directory = mkdtempSync(join(tmpdir(), 'changes-'));
  readonly units: LocalUnits;
  readonly bounds: Bounds;

  constructor(paths: Partial<Bounds['paths']> = {}) {
    chmodSync(this.directory, 0o755);
    const outfile = join(this.directory, 'rehearsal.mjs');
    const entry = new URL('../../../../helper/worker/program/main.ts', import.meta.url).pathname;
    buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile });
    this.units = new LocalUnits(outfile);
    this.bounds = { ...BOUNDS, paths: { ...BOUNDS.paths, ...paths } };
    process.env['STATE_DIRECTORY'] = this.directory;
  }

  async prepare(action: Action, params: object, subject: Partial<Subject> = {}) {
    const sealed = await action.prepare(params, contextOf(this.units, subject, this.bounds));
    await sealed.release();
    return { tier: sealed.tier.name, details: sealed.details, preview: sealed.preview };
  }

  /** prepares, says yes, runs; `between` happens while a person would read the prompt */
  async call(action: Action, params: object, subject: Partial<Subject> = {}, between = () => {}) {
    const context = contextOf(this.units, subject, this.bounds);
    const sealed = await action.prepare(params, context);
    between();
    const { result, undo } = await runSealed(sealed, context);
    return { tier: sealed.tier.name, preview: sealed.preview, result, undo };
  }

  async undo([inverse]: readonly Inverse[], subject: Partial<Subject> = {}) {
    if (!inverse) throw new Error('nothing to take back was kept');
    return await this.call(undoChanges, { ...inverse.params, undoes: 'r1', force: false }, subject);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
