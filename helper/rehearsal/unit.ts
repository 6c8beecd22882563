import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { PrepareContext } from '../call/context.js';
import { FIXED_ENVIRONMENT, NO_CORE, WORKER_CALLS_DENIED } from '../system/sandbox/sandbox-parts.js';
import {
  booleanProperty,
  filter,
  scalarProperty,
  stringListProperty,
  stringProperty,
  uint64Property,
} from '../system/units/unit-property.js';
import type { UnitProperty } from '../system/units/unit-starter.js';
import { FrameDecoder, encodeFrame } from '../worker/frames.js';
import type { Actor, RehearsalRequest } from '../worker/rehearsal/protocol.js';
import { OperatorError } from '../../interfaces/errors.js';

const ARGV = ['/usr/lib/llm-os/node', '--jitless', '/usr/lib/llm-os/rehearsal.mjs'] as const;
const MEGABYTE = 1024 * 1024;
const EOPNOTSUPP = 95;

/** numbers of the capabilities in the kernel */
const CAP = { chown: 0n, dacOverride: 1n, dacSearch: 2n, fowner: 3n, fsetid: 4n, kill: 5n, setgid: 6n, setuid: 7n };
const FILES = [CAP.chown, CAP.dacOverride, CAP.dacSearch, CAP.fowner, CAP.fsetid];
const ACTOR = [CAP.setgid, CAP.setuid];
const BUILDER = { setpcap: 8n, chroot: 18n, admin: 21n, mknod: 27n, setfcap: 31n };

const COMMON: readonly UnitProperty[] = [
  booleanProperty('NoNewPrivileges', true),
  uint64Property('AmbientCapabilities', 0),
  booleanProperty('PrivateMounts', true),
  booleanProperty('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  booleanProperty('RestrictRealtime', true),
  booleanProperty('LockPersonality', true),
  stringProperty('KeyringMode', 'private'),
  stringListProperty('SystemCallArchitectures', ['native']),
  booleanProperty('MemoryDenyWriteExecute', true),
  ...NO_CORE,
  stringProperty('OOMPolicy', 'kill'),
  stringListProperty('Environment', FIXED_ENVIRONMENT),
  stringProperty('WorkingDirectory', '/'),
];

/** sandbox that builds the copy and runs the script in it: may mount in its own mount namespace, and no more */
export function rehearsalUnit(): UnitProperty[] {
  return [
    ...COMMON.filter(([name]) => name !== 'MemoryDenyWriteExecute'),
    uint64Property('CapabilityBoundingSet', bits([...FILES, ...ACTOR, CAP.kill, ...Object.values(BUILDER)])),
    filter('SystemCallFilter', true, ['@system-service', '@mount']),
    filter('SystemCallFilter', false, DENIED),
    scalarProperty('SystemCallErrorNumber', 'i', EOPNOTSUPP),
    uint64Property('MemoryMax', 1024 * MEGABYTE),
    uint64Property('MemorySwapMax', 0),
    uint64Property('TasksMax', 256),
    uint64Property('LimitNOFILE', 1024),
    scalarProperty('UMask', 'u', 0o022),
  ];
}

function usualFor(request: RehearsalRequest): UnitProperty[] {
  return request.op === 'rehearse' ? [...rehearsalUnit(), ...placeOf(request.actor)] : applyUnit();
}

// a script of a person has the share of the machine that the person has
function placeOf({ as, uid }: Actor): UnitProperty[] {
  return as === 'caller' ? [stringProperty('Slice', `user-${uid}.slice`)] : [];
}

const DENIED = WORKER_CALLS_DENIED.filter(name => name !== '@mount');

/** sandbox that applies a change set: the machine's own files, no namespace, only file operations */
function applyUnit(): UnitProperty[] {
  return [
    ...COMMON,
    booleanProperty('ProtectKernelTunables', true),
    booleanProperty('ProtectKernelModules', true),
    booleanProperty('ProtectControlGroups', true),
    booleanProperty('ProtectClock', true),
    uint64Property('RestrictNamespaces', 0),
    uint64Property('CapabilityBoundingSet', bits([...FILES, ...ACTOR, BUILDER.setpcap])),
    filter('SystemCallFilter', true, ['@system-service']),
    filter('SystemCallFilter', false, WORKER_CALLS_DENIED),
    scalarProperty('SystemCallErrorNumber', 'i', 1),
    uint64Property('MemoryMax', 512 * MEGABYTE),
    uint64Property('TasksMax', 32),
    scalarProperty('UMask', 'u', 0o077),
  ];
}

function bits(capabilities: readonly bigint[]): bigint {
  return capabilities.reduce((all, capability) => all | (1n << capability), 0n);
}

const failure = z.strictObject({ ok: z.literal(false), code: z.string().max(64), text: z.string().max(4096) });

/** the program of the unit said no */
export class RehearsalFailed extends OperatorError {
  /** an errno name, or one of the program's own words */
  readonly why: string;

  constructor(code: 'failed' | 'not-permitted' | 'timed-out', text: string, why: string) {
    super(code, text);
    this.why = why;
  }
}

export interface Asking<T> {
  readonly name: 'rehearse' | 'plan' | 'changes' | 'proof';
  /** record whose work it is: no two units of one record are there at a time */
  readonly record?: string;
  readonly request: RehearsalRequest;
  readonly reply: z.ZodType<T>;
  readonly timeoutMs: number;
  /** properties of its unit, where these are not the usual ones */
  readonly properties?: UnitProperty[];
}

/** one question to a program in a unit of its own, which ends with its answer */
export async function askUnitOnce<T>(
  { units, signal }: Pick<PrepareContext, 'units' | 'signal'>,
  { name, record, request, reply, timeoutMs, properties = usualFor(request) }: Asking<T>,
): Promise<T> {
  const unit = await units.start({
    id: `${name}-${record ?? randomBytes(8).toString('hex')}`,
    description: `llm-os ${name}`,
    program: ARGV[0],
    argv: ARGV,
    properties,
    io: 'socket',
    timeoutMs,
    signal,
  });
  const { socket } = unit.streams;
  if (!socket) throw new OperatorError('failed', 'systemd did not connect the unit of the rehearsal');
  socket.write(encodeFrame(request));
  const answer = await firstFrame(socket);
  socket.end();
  signal.throwIfAborted();
  const { result } = await unit.finished;
  if (answer === undefined) throw new RehearsalFailed('failed', `the unit ended without an answer: ${result}`, 'lost');
  const refused = failure.safeParse(answer);
  if (refused.success) throw explain(refused.data);
  const parsed = reply.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OperatorError('failed', 'the unit of the rehearsal gave an answer that makes no sense');
}

async function firstFrame(socket: NodeJS.ReadableStream): Promise<unknown> {
  const decoder = new FrameDecoder();
  try {
    for await (const piece of socket) {
      const [frame] = decoder.push(Buffer.from(piece));
      if (frame !== undefined) return frame;
    }
  } catch {
    // a unit that was killed speaks no more
  }
  return undefined;
}

const TEXTS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left',
  EDQUOT: 'the quota is used up',
  EROFS: 'a file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'the file system refused',
  EFBIG: 'a file is too large',
};

const NOTHING = 'nothing was changed';

function explain({ code, text: said }: z.infer<typeof failure>): RehearsalFailed {
  if (code === 'half') return new RehearsalFailed('failed', said, code);
  if (code === 'timed-out') return new RehearsalFailed('timed-out', `${said}; ${NOTHING}`, code);
  if (code === 'untrusted') {
    const untrusted = "a directory on the way is not root's alone, so root does not follow it";
    return new RehearsalFailed('not-permitted', `${untrusted}; ${NOTHING}`, code);
  }
  const words = said === '' ? (TEXTS[code] ?? `the file system refused (${code})`) : said;
  const kind = code === 'denied' || code === 'unfit' ? 'not-permitted' : 'failed';
  return new RehearsalFailed(kind, `${words}; ${NOTHING}`, code);
}
