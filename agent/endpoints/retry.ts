import { setTimeout as sleep } from 'node:timers/promises';
import { EndpointError } from './error.js';

// longer pauses are the person's to decide on
const LONGEST_PAUSE_S = 30;
const LONGEST_WAIT_S = 60;

/** waits so many milliseconds, or rejects when the signal comes */
export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>;

export const waitFor: Wait = (ms, signal) => sleep(ms, undefined, { signal });

interface RetryOptions {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly wait: Wait;
}

/** asks again where the endpoint is busy, each time after a longer pause, up to a minute of waiting in all */
export async function withRetries<T>(ask: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { name, signal, onProgress, wait } = options;
  let waited = 0;
  for (let tried = 1; ; tried++) {
    try {
      return await ask();
    } catch (error) {
      const pause = pauseAfter(error, tried);
      if (pause === undefined || waited + pause.seconds > LONGEST_WAIT_S) throw error;
      waited += pause.seconds;
      onProgress(
        pause.asked
          ? `${name} asks to wait ${pause.seconds} s …`
          : `${name} ${pause.why}, asking again in ${pause.seconds} s …`,
      );
      await wait(pause.seconds * 1000, signal).catch(() => {
        throw new EndpointError('interrupted', 'interrupted');
      });
    }
  }
}

interface Pause {
  readonly seconds: number;
  /** the endpoint named the time itself */
  readonly asked: boolean;
  readonly why: string;
}

function pauseAfter(error: unknown, tried: number): Pause | undefined {
  if (!(error instanceof EndpointError)) return undefined;
  const { tries = 1, retryAfter } = error.remedy;
  if (tried >= tries) return undefined;
  const why = error.code === 'cut_off' ? 'hung up' : 'is busy';
  if (retryAfter !== undefined)
    return retryAfter > LONGEST_PAUSE_S ? undefined : { seconds: retryAfter, asked: true, why };
  // spread, so that many who were refused together do not come back together
  const seconds = 2 ** (tried - 1) * (0.75 + Math.random() / 2);
  return { seconds: Math.round(seconds * 10) / 10, asked: false, why };
}
