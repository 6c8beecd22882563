import { EditRefused, type Style } from './edit.js';

export interface Setting {
  readonly name: string;
  /** all before the name, `export` among it */
  readonly indent: string;
  readonly between: string;
  readonly value: string;
  /** a comment behind the value */
  readonly rest: string;
  readonly commented: boolean;
  readonly style: Style;
}

const SPELLINGS: Readonly<Record<Style, RegExp>> = {
  ini: /^(\s*)([#;]*\s?)([^\s#;=[\]][^=]*?)(\s*=\s*)(.*)$/s,
  shell: /^(\s*)(#*\s?)((?:export\s+)?[A-Za-z_]\w*)(=)(.*)$/s,
  sshd: /^(\s*)(#*\s?)([A-Za-z]\w*)(\s+|\s*=\s*)(.*)$/s,
};
const QUOTED = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'`$()\\;&|]*)(\s+#.*|\s*)$/s;
const PLAIN = /^[\w./:@%+,=~-]*$/;

/** a line as a setting of this name, or of any; `undefined` for another line */
export function readSetting(text: string, name: string | undefined, style: Style): Setting | undefined {
  const [, indent = '', sign = '', spelled = '', between = '', tail = ''] = SPELLINGS[style].exec(text) ?? [];
  if (spelled === '') return undefined;
  const [, before = '', own = spelled] = /^(export\s+)?(.*)$/.exec(spelled) ?? [];
  const same = style === 'sshd' ? own.toLowerCase() === name?.toLowerCase() : own === name;
  if (name !== undefined && !same) return undefined;
  const commented = sign.trim() !== '';
  if (!commented && name !== undefined && tail.endsWith('\\') && style !== 'sshd') {
    throw new EditRefused('its value goes on in the next line: change that by its text');
  }
  const [, value = tail, rest = ''] = style === 'shell' ? (QUOTED.exec(tail) ?? []) : [];
  return { name: own, indent: indent + before, between, value, rest, commented, style };
}

/** the line of a setting with another value, quoted as it was or as it needs to be */
export function writeSetting({ name, indent, between, value, rest }: Setting, fresh: string, style: Style): string {
  const spelled = style === 'shell' ? quote(fresh, value) : fresh;
  return `${indent}${name}${between}${spelled}${rest}`;
}

// a value that brings its quotes along stands as it is
function quote(fresh: string, before: string): string {
  if (/^(?:"(?:[^"\\]|\\.)*"|'[^']*')$/s.test(fresh)) return fresh;
  const sign = before.startsWith("'") && !fresh.includes("'") ? "'" : '"';
  if (PLAIN.test(fresh) && !/^["']/.test(before)) return fresh;
  return sign === "'" ? `'${fresh}'` : `"${fresh.replaceAll(/[\\"$`]/g, String.raw`\$&`)}"`;
}
