import { oneOrAll, toNumber } from './choose.js';
import { EditRefused, type Changed, type Edit, type Style } from './edit.js';
import { insertAt, type Line } from './lines.js';
import { readSetting, writeSetting, type Setting } from './setting.js';
import { HEADER, styleOf } from './styles.js';

/** gives a setting a value where it stands; beside its commented-out line, or at the end of its part, where it does not */
export function setSetting(lines: readonly Line[], edit: Edit): Changed {
  const style = edit.style ?? styleOf(edit.path, lines);
  const parts = partsOf(lines, style);
  const named = edit.section === '' ? parts : parts.filter(({ name }) => name === edit.section);
  if (named.length === 0) return addSection(lines, edit, style);
  const inside = named.flatMap(({ from, to }) => lines.slice(from, to).map((line, at) => ({ line, index: from + at })));
  const found = inside.flatMap(({ line, index }) => {
    const setting = readSetting(line.text, edit.setting, style);
    return setting === undefined || (edit.line > 0 && edit.line !== toNumber(index)) ? [] : [{ ...setting, index }];
  });
  const active = found.filter(({ commented }) => !commented);
  if (active.length > 0) return replaceValues(lines, active, edit);
  const [index, like] = placeFor(lines, { found, parts: named, edit, style });
  return {
    lines: insertAt(lines, index, writeSetting(like, edit.text, style)),
    touched: [index - 1].filter(at => at >= 0),
  };
}

interface Part {
  /** empty before the first section */
  readonly name: string;
  /** index of the first line behind the header, and of the first line that is no longer of it */
  readonly from: number;
  readonly to: number;
}

// a block of `Match` in the ssh server's file is for some connections only: settings of all stand before it
function partsOf(lines: readonly Line[], style: Style): Part[] {
  if (style === 'shell') return [{ name: '', from: 0, to: lines.length }];
  if (style === 'sshd') {
    const match = lines.findIndex(({ text }) => /^\s*(?:match|host)\s/i.test(text));
    return [{ name: '', from: 0, to: match < 0 ? lines.length : match }];
  }
  const heads = lines.flatMap(({ text }, index) => {
    const name = HEADER.exec(text)?.[1];
    return name === undefined ? [] : [{ name, index }];
  });
  const first = { name: '', from: 0, to: heads[0]?.index ?? lines.length };
  const parts = heads.map(({ name, index }, at) => ({
    name,
    from: index + 1,
    to: heads[at + 1]?.index ?? lines.length,
  }));
  return [first, ...parts];
}

function addSection(lines: readonly Line[], { section, setting, text }: Edit, style: Style): Changed {
  if (style !== 'ini') throw new EditRefused('a file of this style has no sections');
  const like = nearest(lines, lines.length, style);
  const gap = lines.length === 0 || lines.at(-1)?.text.trim() === '' ? '' : '\n';
  const added = `${gap}[${section}]\n${writeSetting({ ...like, name: setting }, text, style)}`;
  return { lines: insertAt(lines, lines.length, added), touched: [Math.max(lines.length - 1, 0)] };
}

type Found = Setting & { readonly index: number };

function replaceValues(lines: readonly Line[], active: readonly Found[], edit: Edit): Changed {
  const chosen = oneOrAll(
    active.map(({ index }) => index),
    edit,
  );
  const after = lines.map((line, index) => {
    const setting = chosen.includes(index) ? active.find(each => each.index === index) : undefined;
    return setting === undefined ? line : { ...line, text: writeSetting(setting, edit.text, setting.style) };
  });
  return { lines: after, touched: chosen.filter(index => after[index]?.text !== lines[index]?.text) };
}

interface Absent {
  readonly found: readonly Found[];
  readonly parts: readonly Part[];
  readonly edit: Edit;
  readonly style: Style;
}

function placeFor(lines: readonly Line[], { found, parts, edit, style }: Absent): [index: number, like: Setting] {
  if (edit.line > 0)
    throw new EditRefused(
      `line ${edit.line} does not have that setting`,
      found.map(({ index }) => toNumber(index)),
    );
  const partOf = (index: number) => parts.find(({ from, to }) => index >= from && index < to);
  const homes = new Set(found.map(({ index }) => partOf(index)));
  const last = found.at(-1);
  if (last !== undefined && homes.size === 1) return [last.index + 1, { ...last, name: edit.setting, rest: '' }];
  const part = parts.at(-1);
  if (part === undefined || (edit.section === '' && parts.length > 1)) {
    const names = parts.flatMap(({ name }) => (name === '' ? [] : [name]));
    throw new EditRefused('the setting is not there yet: give the section that it belongs to', [], names);
  }
  const index = endOfPart(lines, part);
  return [index, { ...nearest(lines, index, style), name: edit.setting }];
}

// behind the last line with something on it; comments at the end of a section belong to the next one
function endOfPart(lines: readonly Line[], { from, to }: Part): number {
  if (to === lines.length) return to;
  for (let index = to; index > from; index--) {
    if (!/^\s*(?:[#;].*)?$/.test(lines[index - 1]?.text ?? '')) return index;
  }
  return from;
}

function nearest(lines: readonly Line[], index: number, style: Style): Setting {
  const before = lines.slice(0, index).toReversed();
  const like = before.flatMap(({ text }) => readSetting(text, undefined, style) ?? []).find(each => !each.commented);
  const between = like?.between ?? { ini: ' = ', shell: '=', sshd: ' ' }[style];
  return { name: '', indent: like?.indent ?? '', between, value: '', rest: '', commented: false, style };
}
