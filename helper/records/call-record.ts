import type { Details, Tier } from '../call/types.js';
import type { Journal, JournalFields, Priority } from '../journal/journal.js';
import type { ChainKeeper } from './chain-keeper.js';
import { cut } from './cut.js';
import { redactDetails, redactParams, type RecordKey } from './record-key.js';
import type { Fields } from './chain-entry.js';
import type { OpenRecord, RecordStart } from './records.js';
import type { BoundedLogs } from './bounded-log.js';
import { describeCause } from '../call/cause.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';
import { redactSecrets } from '../../interfaces/redact.js';

// a secret that begins in what is kept is seen whole
const MOST_READ = 4096;

export interface RecordParts {
  readonly rings: BoundedLogs;
  readonly keeper: ChainKeeper;
  readonly keyed: RecordKey;
  readonly journal: Journal;
  readonly now: () => Date;
}

/** asked: in the ring of the uid; authorized: in the chain, unless the tier never asks anybody */
export class CallRecord implements OpenRecord {
  readonly id: string;
  readonly #start: RecordStart;
  readonly #parts: RecordParts;
  #asked: { tier: Tier; details: Details; summary: string } | undefined;
  #state: 'new' | 'ring' | 'chain' | 'ended' = 'new';

  constructor(start: RecordStart, parts: RecordParts) {
    this.id = start.id;
    this.#start = start;
    this.#parts = parts;
  }

  async looking(): Promise<void> {
    await this.#before({ kind: 'looked', outcome: 'looked', ...this.#facts() });
  }

  async asking(tier: Tier, details: Details, summary = ''): Promise<void> {
    this.#asked = { tier, details, summary: cut(redactSecrets(cut(summary, MOST_READ))) };
    await this.#before({ kind: 'asked', ...this.#facts() });
  }

  async authorized(): Promise<void> {
    this.#state = this.#asked && asksNobody(this.#asked.tier) ? 'ring' : 'chain';
    if (this.#state === 'ring') return await this.#settle();
    const { uid } = this.#start.subject;
    const hash = await this.#parts.keeper.begin(this.id, uid, this.#facts()).catch((error: unknown) => {
      this.#state = 'new';
      throw error;
    });
    this.#journal('notice', 'authorized', { LLMOS_HASH: hash, LLMOS_CHAIN: 1 });
  }

  async close(outcome: string): Promise<void> {
    const { keeper } = this.#parts;
    const state = this.#state;
    this.#state = 'ended';
    if (state === 'ended') return;
    if (state === 'chain') {
      const hash = await keeper.end(this.id, this.#start.subject.uid, outcome);
      this.#journal(outcome === 'done' ? 'notice' : 'warning', outcome, { LLMOS_HASH: hash, LLMOS_CHAIN: 1 });
      return;
    }
    const kind = state === 'ring' ? 'closed' : 'refused';
    await this.#ring({ kind, outcome, ...(this.#asked ? {} : this.#facts()) }).catch((error: unknown) => {
      throw unwritten(`it is over (${outcome}), but its record could not be ended`, error);
    });
    this.#journal(state === 'ring' ? 'info' : 'warning', outcome);
  }

  async fail(error: unknown): Promise<void> {
    const outcome = error instanceof OperatorError ? error.code : 'failed';
    await this.close(outcome).catch(() => {
      this.#journal('error', `${outcome}, and its record could not be ended`);
    });
  }

  async #before(fields: Fields): Promise<void> {
    try {
      await this.#ring(fields);
    } catch (error) {
      throw unwritten('the record could not be written, so nothing was done', error);
    }
  }

  async #settle(): Promise<void> {
    const { changes, subject } = this.#start;
    if (changes !== true) return;
    await this.#parts.rings.sync(subject.uid).catch((error: unknown) => {
      this.#state = 'new';
      throw unwritten('the record could not be put on disk, so nothing was done', error);
    });
  }

  #ring(fields: Fields): Promise<void> {
    const { rings, now } = this.#parts;
    const common = { at: now().toISOString(), record: this.id, action: this.#start.action };
    return rings.append(this.#start.subject.uid, { ...common, ...fields });
  }

  #facts(): Fields {
    const { action, params, hidden, subject, origin } = this.#start;
    const redaction = { keyed: this.#parts.keyed, hidden };
    const { userName: user, sender, session, remote, loginUid: login_uid } = subject;
    const who = { action, user, sender, session, remote, login_uid, ...origin };
    if (!this.#asked) return { ...who, params: redactParams(params, redaction) };
    const { tier, details, summary } = this.#asked;
    const what = { action_id: toActionId(tier.name), summary, details: redactDetails(details, redaction) };
    return { ...who, ...what, params: redactParams(params, redaction) };
  }

  #journal(priority: Priority, outcome: string, more: JournalFields = {}): void {
    const { action, subject } = this.#start;
    const fields = { LLMOS_ACTION: action, LLMOS_RECORD: this.id, LLMOS_CALLER_UID: subject.uid };
    this.#parts.journal.write(priority, `${action} for uid ${subject.uid}: ${outcome}`, {
      ...fields,
      LLMOS_OUTCOME: outcome,
      ...more,
    });
  }
}

function unwritten(text: string, error: unknown): OperatorError {
  const cause = describeCause(error);
  return new OperatorError('audit-failed', cause === '' ? text : `${text}: ${cause}`);
}

function asksNobody({ defaults }: Tier): boolean {
  return [defaults.any, defaults.inactive, defaults.active].every(implicit => implicit === 'yes');
}
