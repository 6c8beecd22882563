export interface Deadline {
  /** aborts with the caller's reason, or with a `TimeoutError` once the time is over */
  readonly signal: AbortSignal;
  readonly passed: boolean;
}

/** a signal that ends with `caller`, or after `milliseconds`; by a timer: node 20 may forget `AbortSignal.any` of `AbortSignal.timeout` */
export function startDeadline(caller: AbortSignal | null | undefined, milliseconds: number): Deadline {
  const end = new AbortController();
  const over = new DOMException('it took too long', 'TimeoutError');
  setTimeout(() => end.abort(over), milliseconds).unref();
  caller?.addEventListener('abort', () => end.abort(caller.reason), { once: true });
  if (caller?.aborted === true) end.abort(caller.reason);
  return {
    signal: end.signal,
    get passed() {
      return end.signal.reason === over;
    },
  };
}
