import type { Wish } from '../wish/wish.js';

// messages and disk formats shared by the helper and the rehearsal program

export type RehearsalKind = 'file' | 'directory' | 'symlink';

/** state of the object at a path; equal states need no change */
export interface RehearsalState {
  readonly kind: RehearsalKind;
  /** permissions with the set-id and sticky bits; 0 for a symbolic link */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** bytes of a file, 0 for everything else */
  readonly size: number;
  /** hex digest of a file, empty for everything else; empty also, with a size of 0, for a file that nobody looked into */
  readonly sha256: string;
  /** target of a symbolic link, empty for everything else */
  readonly target: string;
}

/** `moved`: another name for the same object; `erased`: gone with all that is in it, and nothing is kept */
export type ChangeKind = 'created' | 'replaced' | 'deleted' | 'mode' | 'owner' | 'moved' | 'erased';

export interface RehearsalChange {
  readonly path: string;
  readonly change: ChangeKind;
  readonly before: RehearsalState | null;
  readonly after: RehearsalState | null;
  /** new path of what is moved, on the same file system */
  readonly to?: string | undefined;
  /** path that the content is copied from */
  readonly from?: string | undefined;
}

/** a change set on disk, beside a directory with the content of each file by its digest */
export interface Manifest {
  readonly version: 1;
  /** as whom the script ran, and as whom its changes are applied */
  readonly as: 'caller' | 'root';
  readonly uid: number;
  readonly changes: readonly RehearsalChange[];
}

export interface Actor {
  readonly as: 'caller' | 'root';
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export interface RehearseRequest {
  readonly op: 'rehearse';
  readonly script: string;
  readonly stdin: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly actor: Actor;
  /** out of sight in the copy, and no part of a change set; `*` stands for anything within one name */
  readonly denied: readonly string[];
  /** names of programs that act on the running system */
  readonly live: readonly string[];
  /** an empty directory, root's alone, for manifest and contents */
  readonly store: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

export interface RehearseReply {
  readonly ok: true;
  /** hex digest of the manifest's bytes */
  readonly digest: string;
  /** -1 where a signal ended the script */
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** programs of `live` that were called and did nothing */
  readonly refused: readonly string[];
  /** mounts that the copy only reads */
  readonly readOnly: readonly string[];
}

export interface ApplyRequest {
  readonly op: 'apply';
  readonly actor: Actor;
  /** holds the manifest and the contents */
  readonly store: string;
  readonly digest: string;
  readonly denied: readonly string[];
  /** places that the system runs code from, and exceptions within them */
  readonly code: readonly string[];
  readonly data: readonly string[];
  /** an empty directory, root's alone: what takes it all back goes there first, as a change set of its own */
  readonly journal: string;
  /** names temporary files */
  readonly token: string;
}

/** asks what a wish would change; nothing is changed */
export interface PlanRequest {
  readonly op: 'plan';
  readonly wish: Wish;
  /** follow links on the way first; only ever where the program sees no more than the caller does */
  readonly resolve: boolean;
  readonly actor: Actor;
}

export interface PlanReply {
  readonly ok: true;
  /** paths of the wish, links on the way resolved where that was asked */
  readonly path: string;
  readonly to: string;
  /** `null` where this takes another user's rights */
  readonly changes: readonly RehearsalChange[] | null;
  /** others may reach what they could not reach where it was */
  readonly opened: boolean;
  /** contents that no file has yet, in base64 */
  readonly contents: readonly string[];
}

/** takes back what a worker that was killed began */
export interface RecoverRequest {
  readonly op: 'recover';
  readonly actor: Actor;
  readonly journal: string;
  readonly denied: readonly string[];
  readonly token: string;
}

export interface ApplyReply {
  readonly ok: true;
  /** digest of the manifest that reverts the change; empty if there is nothing to revert */
  readonly undo: string;
}

// the parts of the work that go by the rights of whom it is done for

/** compares, and hands over what the script changed */
export interface CollectRequest {
  readonly op: 'collect';
  readonly actor: Actor;
  readonly denied: readonly string[];
  readonly startedAt: number;
}

/** checks a change set, and hands over the contents that take it back */
export interface GatherRequest extends Pick<ApplyRequest, 'actor' | 'store' | 'digest' | 'denied' | 'code' | 'data'> {
  readonly op: 'gather';
  /** directories that are root's alone meanwhile, as they were */
  readonly seized: Readonly<Record<string, RehearsalState>>;
}

export interface CarryOutRequest extends Pick<ApplyRequest, 'actor' | 'store' | 'digest' | 'journal' | 'token'> {
  readonly op: 'carry-out';
  readonly seized: Readonly<Record<string, RehearsalState>>;
}

export interface PutBackRequest extends Pick<RecoverRequest, 'actor' | 'journal' | 'token'> {
  readonly op: 'put-back';
}

export type PartRequest = CollectRequest | GatherRequest | CarryOutRequest | PutBackRequest;

export type RehearsalRequest = RehearseRequest | PlanRequest | ApplyRequest | RecoverRequest;

/** `changed`: something is no longer as it was; `unfit`: refused; `half`: neither done nor taken back; or an errno name */
export interface RehearsalFailure {
  readonly ok: false;
  readonly code: string;
  readonly text: string;
}

export const MANIFEST = 'manifest.json';
export const CONTENT = 'content';
/** state file of a journal: `applying`, `done` or `back` */
export const PROGRESS = 'progress';

export const MAX_CHANGES = 10_000;
/** longest text of a change set, where it is written and where it is read: a longer one could not be told in an answer */
export const MAX_MANIFEST_BYTES = 2 * 1024 * 1024;
/** changes of a wish, which travel in one frame */
export const MAX_PLANNED = 2000;
export const STAGE_BYTES = 256 * 1024 * 1024;
