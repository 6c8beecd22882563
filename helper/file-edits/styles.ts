import type { Line } from './lines.js';
import { EditRefused, type Style } from './edit.js';
import { uncommented } from './comments.js';

const BY_NAME: readonly (readonly [RegExp, Style])[] = [
  [/\/ssh[d]?_config(?:\.d\/[^/]*)?$|\/\.ssh\/config$/, 'sshd'],
  [/^\/etc\/(?:default\/[^/]*|environment|os-release|locale\.conf|vconsole\.conf)$|\.(?:env|sh)$|\/\.env$/, 'shell'],
  [
    /\.(?:ini|service|timer|socket|path|mount|target|slice|network|netdev|link|desktop)$|\/systemd\/[^/]*\.conf$/,
    'ini',
  ],
];

export const HEADER = /^\s*\[([^\]]+)\]\s*(?:[#;].*)?$/;

/** the style of a file by its name, else by its lines; throws where neither tells */
export function styleOf(path: string, lines: readonly Line[]): Style {
  const named = BY_NAME.find(([pattern]) => pattern.test(path))?.[1];
  if (named !== undefined) return named;
  if (lines.some(({ text }) => HEADER.test(text))) return 'ini';
  const active = lines.map(({ text }) => uncommented(text, ['#', ';']) ?? text);
  const count = (pattern: RegExp) => active.filter(text => pattern.test(text)).length;
  const [tight, loose, spaced] = [
    count(/^\s*(?:export\s+)?[A-Za-z_]\w*=/),
    count(/^\s*[\w.-]+\s+=/),
    count(/^\s*[A-Za-z]\w*\s+[^\s=]\S*(?:\s\S+){0,2}\s*$/),
  ];
  if (tight + loose === 0 && spaced === 0) {
    throw new EditRefused('how the file spells its settings is not known: give the style');
  }
  if (tight + loose === 0) return 'sshd';
  return count(/^\s*(?:export\s+)?[A-Z_][A-Z0-9_]*=/) > loose ? 'shell' : 'ini';
}
