import type { Line } from './lines.js';

const BY_NAME: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.(?:ini|reg)$|\/php[^/]*\/.*\.conf$/, [';', '#']],
  [/\.(?:c|cc|cpp|h|js|ts|go|java|rs|zone|jsonc)$|\/named\.conf[^/]*$/, ['//', '#']],
  [/\.(?:lua|sql|hs)$/, ['--']],
  [/\.vim$|\/\.?vimrc[^/]*$/, ['"']],
  [/\.(?:el|lisp)$|\/\.emacs$/, [';;', ';']],
];

const USUAL: readonly string[] = ['#', ';'];

/** signs that begin a comment in a file of this name; the first is the one that is written */
export function commentsOf(path: string): readonly string[] {
  return BY_NAME.find(([pattern]) => pattern.test(path))?.[1] ?? USUAL;
}

/** a line as it stands after its comment sign; `undefined` for one that is no comment */
export function uncommented(text: string, comments: readonly string[]): string | undefined {
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  const rest = text.slice(indent.length);
  const sign = comments.find(each => rest.startsWith(each));
  return sign === undefined ? undefined : indent + rest.slice(sign.length).replace(/^ /, '');
}

export function commentOut({ text, end }: Line, [sign = '#']: readonly string[]): Line {
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  return { text: `${indent}${sign}${text.slice(indent.length)}`, end };
}
