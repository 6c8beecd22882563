import { writeSync } from 'node:fs';
import { linesOnStandardError, writeLine } from './stderr.js';

export type Priority = 'error' | 'warning' | 'notice' | 'info';
const PRIORITIES = { error: 3, warning: 4, notice: 5, info: 6 } as const;
const IDENTIFIER = 'llmos-operator';
const ATTEMPTS = 50;

/** fixed field names; never the contents of parameters */
export interface JournalFields {
  readonly LLMOS_ACTION?: string;
  readonly LLMOS_RECORD?: string;
  readonly LLMOS_CALLER_UID?: number;
  readonly LLMOS_OUTCOME?: string;
  readonly LLMOS_HASH?: string;
  /** marks what has a hash, so that it can be asked for alone */
  readonly LLMOS_CHAIN?: 1;
}

export interface Journal {
  write(priority: Priority, message: string, fields?: JournalFields): void;
}

/** the native protocol on a descriptor that systemd connected for us; json lines on standard error without one */
export async function openJournal(environment: NodeJS.ProcessEnv, pid: number): Promise<Journal> {
  const fd = inheritedDescriptor(environment, pid, 'journal');
  return fd === undefined ? await linesOnStandardError() : nativeJournal(fd);
}

function nativeJournal(fd: number): Journal {
  return {
    write: (priority, message, fields = {}) => {
      const entry = { MESSAGE: message, PRIORITY: PRIORITIES[priority], SYSLOG_IDENTIFIER: IDENTIFIER, ...fields };
      if (!sendDatagram(fd, encodeEntry(entry))) writeLine(entry);
    },
  };
}

/** a descriptor by its name, as `OpenFile=` of systemd passes it */
export function inheritedDescriptor(environment: NodeJS.ProcessEnv, pid: number, name: string): number | undefined {
  const { LISTEN_PID, LISTEN_FDNAMES = '' } = environment;
  if (LISTEN_PID !== String(pid)) return undefined;
  const index = LISTEN_FDNAMES.split(':').indexOf(name);
  return index < 0 ? undefined : 3 + index;
}

/** each field as name, length and bytes, which holds whatever is in the value */
export function encodeEntry(entry: Readonly<Record<string, string | number>>): Buffer {
  const parts = Object.entries(entry).flatMap(([name, value]) => {
    const bytes = Buffer.from(String(value));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    return [Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')];
  });
  return Buffer.concat(parts);
}

function sendDatagram(fd: number, bytes: Buffer): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      return writeSync(fd, bytes) === bytes.length;
    } catch (error) {
      // the journal reads slower than we write: a short wait, and only then the other way
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
  return false;
}
