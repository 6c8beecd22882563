import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Bounds } from '../config/config.js';
import { asLines } from '../worker/addition.js';
import { OperatorError } from '../../interfaces/errors.js';

/** the bytes that will be written, and what is told about them */
export interface Change {
  readonly content: Buffer;
  readonly append: boolean;
  /** text that is added is added as lines of its own */
  readonly lines: boolean;
  readonly mode: number | undefined;
  readonly details: Readonly<Record<string, string>>;
}

interface Given {
  readonly content: string;
  readonly append?: boolean | undefined;
  readonly mode?: string | undefined;
  readonly encoding?: 'utf-8' | 'base64' | undefined;
}

const ADDED = { 'utf-8': 'text added at its end as lines of its own', base64: 'bytes added at its end' } as const;

/** returns the new content of a file that held `before` */
export function contentAfter(
  { content, append, lines }: Pick<Change, 'content' | 'append' | 'lines'>,
  before: Buffer,
): Buffer {
  if (!append) return content;
  return Buffer.concat([before, lines ? asLines(before, content) : content]);
}

export function toChange(given: Given, bounds: Bounds): Change {
  const { content: text, append = false, mode, encoding = 'utf-8' } = given;
  if (encoding === 'base64' && !z.base64().safeParse(text).success) {
    throw new OperatorError('invalid-args', 'content: is not base64');
  }
  const content = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
  const { maxContentBytes } = bounds.files;
  if (content.length > maxContentBytes) {
    throw new OperatorError(
      'not-permitted',
      `content: ${content.length} bytes, and operator.toml allows ${maxContentBytes}`,
    );
  }
  const digest = createHash('sha256').update(content).digest('hex');
  const details = {
    size: String(content.length),
    digest,
    mode: mode ?? '',
    display_mode: mode ?? 'kept, 0644 if new',
    display_change: append ? ADDED[encoding] : 'new content, replacing what may be there',
  };
  const lines = append && encoding === 'utf-8';
  return { content, append, lines, mode: mode === undefined ? undefined : Number.parseInt(mode, 8), details };
}
