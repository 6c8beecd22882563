import type { Catalog } from '../../interfaces/catalog.js';
import { posix } from 'node:path';
import type { Field, ObjectSchema } from '../../interfaces/contract.js';
import type { Kind } from '../../interfaces/kinds.js';
import { fieldKind } from '../operator-client/action-facts.js';
import type { Part } from '../lift/part.js';

export interface Guess {
  readonly step: number;
  readonly param: string;
  readonly value: string;
  /** names the object of the step, and not only the manner */
  readonly target: boolean;
}

// said in other words than the person's, as are values from a short list: a verb, a signal
const FREE: ReadonlySet<Kind | undefined> = new Set<Kind>(['mode', 'append', 'directory', 'argv']);

const NOTHING: Pick<ObjectSchema, 'required' | 'properties'> = { required: [], properties: {} };

/** values that neither the request nor the machine names; shown as guesses, and asked about where a step acts on them */
export function findGuesses(parts: readonly Part[], said: string, catalog: Catalog): Guess[] {
  const words = plain(said);
  return parts.flatMap((part, index) => {
    if (part.kind !== 'step') return [];
    const { step, source } = part;
    const { required, properties } = catalog.actions.find(({ name }) => name === step.action)?.params ?? NOTHING;
    return Object.entries(step).flatMap(([param, value]) =>
      param === 'action' || isFree(properties[param])
        ? []
        : [value].flat().flatMap(one => {
            const kind = fieldKind(properties[param]);
            if (isNamed(one, words) || (kind === 'process' && isCalled(source, words))) return [];
            return [{ step: index, param, value: String(one), target: required.includes(param) && kind !== 'content' }];
          }),
    );
  });
}

/** files of a script that neither the request nor the machine names. the rehearsal shows what became of them, so none is asked about */
export function guessedFiles(files: readonly string[], said: string): Guess[] {
  const words = plain(said);
  const unnamed = files.filter(file => !isNamed(file, words));
  return unnamed.map(value => ({ step: 0, param: 'file', value, target: false }));
}

function isFree(field: Field | undefined): boolean {
  return field?.enum !== undefined || FREE.has(fieldKind(field));
}

function isNamed(value: unknown, words: string): boolean {
  if (typeof value === 'boolean') return true;
  return spellings(String(value)).some(text => text !== '' && says(words, text));
}

// a part of a longer name is another name: `backup.sh` in `run_backup.sh`. an ending may follow, as in `drafts` or `apache2'yi`
function says(words: string, text: string): boolean {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
  const [before, behind] = [/^[a-z0-9]/u.test(text) ? '(?<![a-z0-9_-]|[a-z0-9_-]\\.)' : '', '(?![0-9_]|\\.[a-z0-9])'];
  return new RegExp(`${before}${literal}${/[a-z0-9]$/u.test(text) ? behind : ''}`, 'u').test(words);
}

// ids were looked up by a name that the draft and the person say
function isCalled(source: string, words: string): boolean {
  const names = source
    .split(/\s+/u)
    .slice(1)
    .filter(word => !word.startsWith('-'));
  return names.length > 0 && names.every(name => says(words, plain(name)));
}

// a path was made absolute, a unit got its suffix, a text its line end
function spellings(value: string): string[] {
  const whole = plain(value);
  const base = posix.basename(whole);
  const stem = base.replace(/\.(?:service|socket|timer|target|mount)$/u, '');
  return [whole, base, stem, ...(/^\d+$/.test(whole) ? [String(Number(whole))] : [])];
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

const QUOTED = /(?<![\p{L}\d])(?:'([^'\n]+)'|"([^"\n]+)"|[„“]([^“”\n]+)[“”]|«([^»\n]+)»)/gu;

/** names in quotes of which the steps have only the pieces: an unquoted space makes two files of one */
export function findSplit(request: string, parts: readonly Part[]): string[] {
  const values = parts.flatMap(part =>
    part.kind === 'step' ? Object.values(part.step).flat().map(String) : [part.source],
  );
  const phrases = [...request.matchAll(QUOTED)].map(
    found =>
      found
        .slice(1)
        .find(text => text !== undefined)
        ?.trim() ?? '',
  );
  return phrases.filter(text => {
    const pieces = text.split(/\s+/u);
    const has = (wanted: string): boolean => values.some(value => value.includes(wanted));
    return pieces.length > 1 && !has(text) && pieces.every(has);
  });
}

/** names with a digit, and numbers, that the person said and the line leaves out: another machine, a time, a limit */
export function findUnused(request: string, line: string): string[] {
  const written = plain(line);
  const named = plain(request).match(/[\p{L}\d]*\d[\p{L}\d]*/gu) ?? [];
  return [...new Set(named)].filter(word => !(word.match(/\d+/gu) ?? []).every(digits => written.includes(digits)));
}
