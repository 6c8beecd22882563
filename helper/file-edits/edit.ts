import type { Line } from './lines.js';

export const STYLES = ['ini', 'shell', 'sshd'] as const;

/** how a file spells a setting: `name = value` below sections, `NAME="value"`, or `Name value` */
export type Style = (typeof STYLES)[number];

export const CHANGES = [
  'replace',
  'replace_line',
  'insert_before',
  'insert_after',
  'delete',
  'comment',
  'uncomment',
  'set',
] as const;

export const PLACES = ['anywhere', 'start', 'end', 'whole'] as const;

/** a change of some lines of a file; texts are bytes, each a character of latin-1 */
export interface Edit {
  readonly change: (typeof CHANGES)[number];
  /** its name tells the style and the sign of a comment */
  readonly path: string;
  /** empty for none */
  readonly match: string;
  readonly at: (typeof PLACES)[number];
  /** number of a line, 0 for none */
  readonly line: number;
  readonly text: string;
  /** each line and each place that matches */
  readonly all: boolean;
  readonly setting: string;
  readonly section: string;
  readonly style: Style | undefined;
}

export interface Edited {
  readonly content: Buffer;
  /** numbers of the lines that changed, as they were counted before; empty where all was so already */
  readonly touched: readonly number[];
}

/** lines after a change, and the indexes of those that it touched before */
export interface Changed {
  readonly lines: readonly Line[];
  readonly touched: readonly number[];
}

/** the edit does not fit the file; numbers of the lines that could have been meant */
export class EditRefused extends Error {
  readonly candidates: readonly number[];
  /** bytes of a file that stand for a choice, such as names of sections: for eyes that may read it */
  readonly quoted: readonly string[];

  constructor(text: string, candidates: readonly number[] = [], quoted: readonly string[] = []) {
    super(text);
    this.name = 'EditRefused';
    this.candidates = candidates;
    this.quoted = quoted;
  }
}
