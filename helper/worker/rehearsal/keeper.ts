import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { refusal } from '../errno.js';
import { CONTENT, MANIFEST, MAX_CHANGES, MAX_MANIFEST_BYTES, STAGE_BYTES } from './protocol.js';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** takes a manifest, and contents by their digests, one after the other */
export interface Keeper {
  begin(name: string): void;
  data(piece: Buffer): void;
  end(): void;
}

/** refuses whatever is handed over */
export const KEEPS_NOTHING: Keeper = { begin: refuseAny, data: refuseAny, end: refuseAny };

function refuseAny(): never {
  throw refusal('lost', 'the work as the caller gave an answer that makes no sense');
}

interface Begun {
  readonly name: string;
  readonly fd: number;
  readonly hash: ReturnType<typeof createHash>;
}

/** keeps in a directory that is root's alone, within limits, whoever says what to keep */
export class DirectoryKeeper implements Keeper {
  readonly #directory: string;
  #begun: Begun | undefined;
  #count = 0;
  #left = { manifest: MAX_MANIFEST_BYTES, contents: STAGE_BYTES };
  #digest: string | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(`${directory}/${CONTENT}`, { recursive: true, mode: 0o700 });
  }

  begin(name: string): void {
    this.#count++;
    if (this.#begun || this.#count > MAX_CHANGES + 1) throw refusal('unfit', 'more is to be kept than changes');
    const path = name === MANIFEST ? `${this.#directory}/${MANIFEST}` : contentOf(this.#directory, name);
    this.#begun = { name, fd: openSync(path, NEW, 0o600), hash: createHash('sha256') };
  }

  data(piece: Buffer): void {
    if (!this.#begun) throw refusal('changed', 'nothing was begun');
    const { name, fd, hash } = this.#begun;
    const kind = name === MANIFEST ? 'manifest' : 'contents';
    this.#left[kind] -= piece.length;
    if (this.#left[kind] < 0) throw refuseLarge(kind);
    hash.update(piece);
    writeAll(fd, piece);
  }

  end(): void {
    if (!this.#begun) throw refusal('changed', 'nothing was begun');
    const { name, fd, hash } = this.#begun;
    this.#begun = undefined;
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    const digest = hash.digest('hex');
    if (name === MANIFEST) this.#digest = digest;
    else if (digest !== name) throw refusal('changed', 'a file changed meanwhile');
  }

  /** digest of the manifest, once all is on disk */
  finish(): string {
    if (this.#digest === undefined || this.#begun) throw refusal('changed', 'the change set is not whole');
    syncPlace(`${this.#directory}/${CONTENT}`);
    syncPlace(this.#directory);
    return this.#digest;
  }
}

function refuseLarge(kind: 'manifest' | 'contents'): Error {
  if (kind === 'contents') return refusal('unfit', `the contents take more than ${STAGE_BYTES} bytes`);
  return refusal('unfit', `the list of changes takes more than ${MAX_MANIFEST_BYTES} bytes: do less in one script`);
}

export function contentOf(store: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw refusal('changed', 'not a digest');
  return `${store}/${CONTENT}/${digest}`;
}

export function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

export function syncPlace(directory: string): void {
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
