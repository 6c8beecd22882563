// frames between helper and worker: a length and a json text, one reply for each request

/** bytes of the longest frame of either side; a mebibyte of content takes about 1.4 as base64 in json */
export const MAX_FRAME_BYTES = 2 * 1024 * 1024;

export interface InspectRequest {
  readonly op: 'inspect';
  readonly path: string;
  /** follow symbolic links first; only ever where the worker sees no more than the caller does */
  readonly resolve: boolean;
  /** never opened, whatever name leads there; `*` stands for anything within one component */
  readonly denied: readonly string[];
  readonly code: readonly string[];
  /** exceptions within code places, by name alone */
  readonly data: readonly string[];
  /** read what is there and hash it; only ever where the caller may read it */
  readonly digest: boolean;
  /** most bytes of a file that is hashed */
  readonly maxBytes: number;
  /** ask for what the inode's flags forbid; costs a process */
  readonly flags: boolean;
}

export interface ReadRequest {
  readonly op: 'read';
  readonly offset: number;
  readonly limit: number;
  /** read all of it and hash it */
  readonly digest?: boolean;
}

export interface WriteRequest {
  readonly op: 'write';
  readonly content: string;
  readonly mode: number | undefined;
  /** names the temporary file, so that what a killed worker left can be found */
  readonly token: string;
  /** only ever as root, for what is put back as it was; kept unless given */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** adds at the end, whatever that is by then */
export interface AppendRequest extends Pick<WriteRequest, 'content' | 'mode' | 'token'> {
  readonly op: 'append';
  /** text is added as lines of its own; bytes stay bytes */
  readonly lines: boolean;
}

/** takes an addition away from a file that is as it was left */
export interface CutRequest {
  readonly op: 'cut';
  readonly size: number;
}

/** takes the name of the inspected file away */
export interface DeleteRequest {
  readonly op: 'delete';
}

/** takes away what a worker that was killed left beside a path */
export interface SweepRequest {
  readonly op: 'sweep';
  readonly path: string;
  readonly token: string;
}

/** whether an object is at one of the places, whatever its other names are */
export interface CompareRequest {
  readonly op: 'compare';
  /** as `identify` spells it */
  readonly object: string;
  /** uid that the object belongs to */
  readonly owner: number;
  readonly places: readonly string[];
}

export type WorkerRequest =
  | CompareRequest
  | InspectRequest
  | ReadRequest
  | WriteRequest
  | AppendRequest
  | CutRequest
  | DeleteRequest
  | SweepRequest;

export type PathKind = 'missing' | 'file' | 'directory' | 'symlink' | 'other';

/** facts of an object and its way there; numbers that may pass 53 bits are decimal text */
export interface WorkerFacts {
  readonly path: string;
  readonly kind: PathKind;
  readonly dev: string;
  readonly ino: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  /** the directory that holds the name */
  readonly parentDev: string;
  readonly parentIno: string;
  /** its group is what a new file there gets where the directory says so */
  readonly parentWritable: boolean;
  readonly readable: boolean;
  /** a local file system by its magic number; for who is not root also one of the network or of a person */
  readonly local: boolean;
  /** every component on the way is root's and nobody else may change it */
  readonly trusted: boolean;
  readonly denied: boolean;
  /** it has other names, and not all denied places can be seen by this process: root has to say whether it is one */
  readonly unsure: boolean;
  readonly code: boolean;
  /** something is mounted at the very name */
  readonly mountPoint: boolean;
  /** inode flag that binds root too; `no` unless the request set `flags` */
  readonly fixed: 'no' | 'immutable' | 'append-only';
  readonly sha256: string;
}

export interface Failure {
  readonly ok: false;
  /** an errno name, or one of ours: `changed`, `rejectRequest`, `untrusted`; after `partial` something was changed */
  readonly code: string;
  readonly text: string;
}

export type InspectReply = { readonly ok: true; readonly facts: WorkerFacts } | Failure;
export type ReadReply =
  { readonly ok: true; readonly data: string; readonly size: number; readonly sha256: string } | Failure;
export type CompareReply = { readonly ok: true; readonly same: boolean };
export type DeleteReply = { readonly ok: true } | Failure;
export type SweepReply = { readonly ok: true } | Failure;
export type WriteReply = { readonly ok: true; readonly bytes: number; readonly created: boolean } | Failure;
