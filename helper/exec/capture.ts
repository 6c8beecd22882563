import { OperatorError } from '../../interfaces/errors.js';
import type { RunContext } from '../call/context.js';
import type { UnitOutcome, RunningUnit } from '../system/units/unit-starter.js';
import { checkOutcome } from './outcome.js';

export interface Captured {
  readonly text: string;
  readonly truncated: boolean;
}

export interface CaptureOptions {
  readonly maxBytes: number;
  /** told every piece, whatever is kept; waited for, so that a slow reader slows the program and not us */
  readonly follow: (text: string) => Promise<void>;
}

export interface ProgramOutput {
  readonly outcome: UnitOutcome;
  readonly stdout: Captured;
  readonly stderr: Captured;
}

/** waits for a program's end and keeps both outputs; throws where it never ran, was stopped or lost */
export async function captureOutput(unit: RunningUnit, timeoutS: number, context: RunContext): Promise<ProgramOutput> {
  const { maxOutputBytes: maxBytes } = context.bounds.exec;
  const read = async (name: 'stdout' | 'stderr') =>
    await capture(streamOf(unit, name), { maxBytes, follow: text => context.output(name, text) });
  const [stdout, stderr, outcome] = await Promise.all([read('stdout'), read('stderr'), unit.finished]);
  context.signal.throwIfAborted();
  checkOutcome(outcome, { silent: stdout.text === '' && stderr.text === '', timeoutS });
  return { outcome, stdout, stderr };
}

function streamOf({ streams }: RunningUnit, name: 'stdout' | 'stderr'): NodeJS.ReadableStream {
  const stream = streams[name];
  if (stream) return stream;
  throw new OperatorError('failed', 'systemd did not connect the output of the program');
}

/** reads a stream to its end as text that may travel on the bus, and keeps the beginning */
export async function capture(stream: NodeJS.ReadableStream, { maxBytes, follow }: CaptureOptions): Promise<Captured> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let kept = '';
  let bytes = 0;
  let truncated = false;
  const take = async (piece: string): Promise<void> => {
    const text = piece.replaceAll('\0', '\ufffd');
    if (text === '') return;
    const part = fitting(text, maxBytes - bytes);
    kept += part;
    bytes += Buffer.byteLength(part);
    truncated ||= part.length < text.length;
    await follow(text);
  };
  for await (const chunk of stream) await take(decoder.decode(Buffer.from(chunk), { stream: true }));
  await take(decoder.decode());
  return { text: kept, truncated };
}

/** the longest beginning within so many bytes, cut between characters */
function fitting(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const cut = Buffer.from(text).subarray(0, maxBytes);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(cut, { stream: true });
}
