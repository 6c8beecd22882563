import { OperatorError } from '../../interfaces/errors.js';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Duplex } from 'node:stream';
import { invert, toBytes } from '../../helper/worker/rehearsal/invert.js';
import { sha256 } from '../../helper/worker/rehearsal/digest.js';
import { encodeFrame, FrameDecoder } from '../../helper/worker/frames.js';
import type { RehearsalChange, Manifest, RehearsalRequest } from '../../helper/worker/rehearsal/protocol.js';
import type { RunningUnit, UnitRequest, UnitStarter } from '../../helper/system/units/unit-starter.js';

const NAMES = ['mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'user'];
const TRIED = ['userns', 'mountns', 'chroot', 'device', 'kernel', 'first', 'deviceowner', 'input'];

/** report from inside a copy whose walls stand */
export function goodProof(root: boolean, uid: number): string {
  const capabilities = root ? '00000000000000fb' : '0000000000000000';
  const ids = Array(4)
    .fill(root ? 0 : uid)
    .join('\t');
  return [
    ...['CapInh', 'CapAmb'].map(name => `status ${name}:\t0000000000000000`),
    ...['CapPrm', 'CapEff', 'CapBnd'].map(name => `status ${name}:\t${capabilities}`),
    'status NoNewPrivs:\t1',
    'status Seccomp:\t2',
    `status Uid:\t${ids}`,
    `status Gid:\t${ids}`,
    'mount 1 0 0:1 / / rw,nosuid,nodev - overlay overlay rw',
    'mount 2 1 0:2 / /proc ro,nosuid - proc rehearsal ro',
    'mount 3 1 0:3 /run /run rw,nosuid,nodev - tmpfs tmpfs rw',
    ...NAMES.map(name => `ns ${name} ${name}:[2]`),
    'run llm-os-rehearsal',
    'dev null',
    'process /proc/1',
    ...TRIED.map(name => `tried ${name} shut`),
    'tried self open',
    ...[1, 2, 10, 16, 40].map(family => `socket ${family} 97`),
    'filter 95',
    'canary written',
  ].join('\n');
}

const OUTSIDE = {
  uid: 0,
  capEff: '0',
  capBnd: '0',
  noNewPrivs: '0',
  seccomp: '0',
  namespaces: Object.fromEntries(NAMES.map(name => [name, `${name}:[1]`])),
  sockets: {},
  limits: {},
  run: [],
  filtered: false,
  writable: [],
  devices: [],
  inSight: [],
  owners: [],
};

/** stands in for systemd and for the program of a rehearsal: says what a script changed, and notes what is asked of it */
export class RehearsalUnits implements UnitStarter {
  readonly asked: RehearsalRequest[] = [];
  /** names of the units that were started for these */
  readonly named: string[] = [];
  /** times that a name is said to be taken by a unit that lives */
  taken = 0;
  /** changes that scripts are said to make */
  changes: readonly RehearsalChange[] = [];
  /** texts of new files */
  contents: readonly string[] = [];
  proof = goodProof;
  refused: readonly string[] = [];
  /** descriptors of the manifests, as the caller's own hand may have kept them */
  readonly opened: number[] = [];
  /** manifest fields that differ from the truth, as a caller may have written them */
  forged: Partial<Manifest> = {};
  /** reply of an apply that does not end well */
  failure: object | undefined;

  async start(request: UnitRequest): Promise<RunningUnit> {
    const finished = Promise.resolve({ result: 'success', exitStatus: 0, signal: undefined });
    const common = { name: request.id, finished, stop: async () => {} };
    if (request.io !== 'socket') {
      const stdout = new PassThrough();
      stdout.end(JSON.stringify(OUTSIDE));
      return { ...common, streams: { stdout } };
    }
    this.named.push(request.id);
    if (this.taken-- > 0) throw new OperatorError('failed', 'systemd refused to start the unit: it was already loaded');
    const decoder = new FrameDecoder();
    const socket: Duplex = new Duplex({
      read: () => {},
      write: (piece: Buffer, _, done) => {
        for (const frame of decoder.push(piece)) socket.push(encodeFrame(this.#answer(frame as RehearsalRequest)));
        socket.push(null);
        done();
      },
    });
    return { ...common, streams: { socket } };
  }

  #answer(request: RehearsalRequest): object {
    this.asked.push(request);
    if (request.op === 'recover') return { ok: true, undo: '' };
    if (request.op === 'apply') return this.failure ?? applied(request.store, request.journal);
    if (request.op !== 'rehearse') return { ok: false, code: 'unfit', text: 'not asked for here' };
    const { actor, script, store } = request;
    const [, canary] = /echo canary > (\S+)/.exec(script) ?? [];
    const changes = canary === undefined ? this.changes : [created(canary)];
    const bytes = toBytes({ version: 1, as: actor.as, uid: actor.uid, changes, ...this.forged });
    writeFileSync(join(store, 'manifest.json'), bytes);
    mkdirSync(join(store, 'content'));
    for (const text of this.contents) writeFileSync(join(store, 'content', sha256(Buffer.from(text))), text);
    this.opened.push(openSync(join(store, 'manifest.json'), 'r+'));
    const stdout = canary === undefined ? 'said\n' : this.proof(actor.as === 'root', actor.uid);
    const told = { stdout, stderr: '', truncated: false, readOnly: [], exitStatus: 0 };
    return { ok: true, digest: sha256(bytes), refused: this.refused, ...told };
  }
}

function applied(store: string, journal: string): object {
  const manifest: Manifest = JSON.parse(String(readManifest(store)));
  mkdirSync(journal, { recursive: true });
  const bytes = toBytes(invert(manifest));
  writeFileSync(join(journal, 'manifest.json'), bytes);
  return { ok: true, undo: sha256(bytes) };
}

function readManifest(store: string): Buffer {
  return readFileSync(join(store, 'manifest.json'));
}

export function created(path: string, text?: string): RehearsalChange {
  const content = { size: text?.length ?? 1, sha256: text === undefined ? 'a'.repeat(64) : sha256(Buffer.from(text)) };
  const after = { kind: 'file', mode: 0o644, uid: 0, gid: 0, ...content, target: '' } as const;
  return { path, change: 'created', before: null, after };
}
