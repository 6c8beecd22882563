import { displayText } from '../../interfaces/display.js';
import type { Screen } from './screen.js';

export interface StreamPrinter {
  take(stream: string, text: string): Promise<void>;
  /** what the reply holds beyond what was streamed; the reply decides, streams may lose their tail */
  rest(stream: string, whole: string): Promise<void>;
  /** already displayed */
  found(text: string): Promise<void>;
  safe(text: string): string;
}

/** a program's output as it comes; its controls never reach the terminal */
export function createStreamPrinter(screen: Screen, json: boolean): StreamPrinter {
  const streamed = new Map<string, string>();
  const print = async (stream: string, text: string): Promise<void> => {
    if (text === '') return;
    if (stream === 'stdout' && !json) await screen.result(displayText(text));
    else await screen.output(displayText(text));
  };
  return {
    take: async (stream, text) => {
      streamed.set(stream, (streamed.get(stream) ?? '') + text);
      await print(stream, text);
    },
    rest: async (stream, whole) => {
      const before = streamed.get(stream) ?? '';
      if (whole.startsWith(before)) await print(stream, whole.slice(before.length));
      else if (!before.startsWith(whole)) await print(stream, whole);
    },
    found: async text => {
      if (text === '') return;
      await (json ? screen.output(text) : screen.result(text));
    },
    safe: displayText,
  };
}
