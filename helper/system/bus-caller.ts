/** bus client interface of mechanisms; implemented in `helper/bus`, which alone uses the bus library */
export interface BusCaller {
  /** one method call; variants in `body` are `{signature, value}`; rejects with `BusError` or on the signal */
  call(request: BusRequest): Promise<unknown[]>;
  /** calls back for each matching signal that really comes from the present owner of `sender`; returns its removal */
  subscribe(match: SignalMatch, listener: (body: unknown[]) => void): Promise<() => Promise<void>>;
}

export interface BusRequest {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  /** one of the few that are made again and again with the same body */
  readonly repeated?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface SignalMatch {
  /** well-known name of the service; a signal from anybody else is dropped */
  readonly sender: string;
  readonly path?: string;
  readonly interface: string;
  readonly member: string;
  readonly arg0?: string;
  readonly arg2?: string;
}

/** an error reply of another service */
export class BusError extends Error {
  readonly dbusName: string;

  constructor(dbusName: string, message: string) {
    super(message);
    this.name = 'BusError';
    this.dbusName = dbusName;
  }
}
