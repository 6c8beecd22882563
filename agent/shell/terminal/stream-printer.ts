import { displayText } from '../../../interfaces/display.js';
import type { Screen } from './screen.js';

export interface StreamPrinter {
  take(stream: string, text: string): Promise<void>;
  /** prints the part of the reply that was not streamed; the reply counts, since a stream may lose its end */
  rest(stream: string, whole: string): Promise<void>;
  /** prints the text held back, if no reply comes */
  end(): Promise<void>;
  /** already displayed */
  found(text: string): Promise<void>;
  safe(text: string): string;
}

const MOST_HELD = 64 * 1024;

/** a program's output as it comes; its controls never reach the terminal */
export function createStreamPrinter(screen: Screen, json: boolean): StreamPrinter {
  const streamed = new Map<string, string>();
  const held = new Map<string, string>();
  const placeOf = (stream: string): 'result' | 'output' => (stream === 'stdout' && !json ? 'result' : 'output');
  const print = async (stream: string, text: string): Promise<void> => {
    if (text !== '') await screen.untrusted(placeOf(stream), displayText(text));
  };
  const end = async (stream: string, more = ''): Promise<void> => {
    const text = (held.get(stream) ?? '') + more;
    held.delete(stream);
    await print(stream, text);
  };
  return {
    take: async (stream, text) => {
      streamed.set(stream, (streamed.get(stream) ?? '') + text);
      const whole = (held.get(stream) ?? '') + text;
      const ready = screen.hides[placeOf(stream)] ? readyPart(whole) : whole.length;
      held.set(stream, whole.slice(ready));
      await print(stream, whole.slice(0, ready));
    },
    rest: async (stream, whole) => {
      const before = streamed.get(stream) ?? '';
      if (whole.startsWith(before)) return await end(stream, whole.slice(before.length));
      await end(stream);
      if (!before.startsWith(whole)) await print(stream, whole);
    },
    end: async () => {
      for (const stream of Array.from(held.keys())) await end(stream);
    },
    found: async text => {
      if (text !== '') await screen.untrusted(placeOf('stdout'), text);
    },
    safe: displayText,
  };
}

// a secret may come in pieces, and is known only whole: what it could begin in waits for the end of its line, or of its key
function readyPart(text: string): number {
  if (text.length > MOST_HELD) return text.length;
  const lines = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const key = text.lastIndexOf('-----BEGIN');
  return key < 0 || text.slice(key, lines).includes('-----END') ? lines : Math.min(lines, key);
}
