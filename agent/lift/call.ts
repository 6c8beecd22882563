import type { Assignment, Command, Redirection, Word } from 'unbash';
import { plainCommand, readWord, type Place, type Text } from './word.js';

/** one command without what stands before it, such as `sudo` */
export interface Call {
  readonly program: string;
  readonly words: readonly Text[];
  /** offset of the program's own name in the text */
  readonly from: number;
  readonly elevated: boolean;
  /** variables that are set for this command only */
  readonly variables: readonly string[];
  readonly redirects: readonly Redirection[];
}

export type ProcessLookup = (by: 'name' | 'pattern', text: string) => readonly number[];

export interface LiftReader extends Place {
  readonly processes: ProcessLookup | undefined;
}

type Item = Word | Assignment;

// take no value: nothing that they say changes what is run or as whom
const SUDO_FLAGS = new Set(['-n', '-E', '-H', '-S', '-k', '--non-interactive', '--preserve-env', '--set-home']);
const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\/(?=[^/]+$)/;
const INIT_SCRIPT = /^\/etc\/init\.d\/(?=[^/]+$)/;

/** reads a command up to its words; a reason where the program itself is not known */
export function readCall(command: Command, reader: LiftReader): Call | { readonly why: string } {
  const items: Item[] = command.name === undefined ? [] : [command.name, ...command.args];
  const variables = command.prefix.flatMap(item => (item.type === 'Assignment' ? [item.name] : []));
  const start = skipPrefixes(items, reader, variables);
  if ('why' in start) return start;
  const { rest, elevated } = start;
  const [first] = rest;
  if (first === undefined) return { why: 'it names no program' };
  const [name, ...words] = rest.flatMap(item => readItem(item, reader));
  if (name === undefined || !name.known) return { why: `the program is not known: ${name?.why ?? 'no name'}` };
  const rewritten = rewrite(name.text, words);
  return { ...rewritten, from: first.pos, elevated, variables, redirects: command.redirects };
}

interface Start {
  readonly rest: readonly Item[];
  readonly elevated: boolean;
}

function skipPrefixes(
  items: readonly Item[],
  reader: LiftReader,
  variables: string[],
): Start | { readonly why: string } {
  let rest = items;
  let elevated = false;
  for (;;) {
    const name = plain(rest[0], reader)?.replace(SYSTEM_FOLDER, '');
    if (name === 'sudo' || name === 'doas' || name === 'pkexec') {
      const behind = skipSudo(rest.slice(1), reader, variables);
      if ('why' in behind) return behind;
      elevated = true;
      rest = behind.rest;
    } else if (name === 'env' && rest.length > 1) {
      const behind = skipAssignments(rest.slice(1), reader, variables);
      if (plain(behind[0], reader)?.startsWith('-') !== false) return { rest, elevated };
      rest = behind;
    } else if (name === 'command' && rest.length > 1 && plain(rest[1], reader)?.startsWith('-') === false) {
      rest = rest.slice(1);
    } else return { rest, elevated };
  }
}

function skipSudo(
  items: readonly Item[],
  reader: LiftReader,
  variables: string[],
): { readonly rest: readonly Item[] } | { readonly why: string } {
  let rest = items;
  for (;;) {
    const option = plain(rest[0], reader);
    if (option === undefined) return { why: 'sudo without a known program' };
    if (option === '--') return { rest: rest.slice(1) };
    if (!option.startsWith('-')) return { rest: skipAssignments(rest, reader, variables) };
    const user = userOf(option, plain(rest[1], reader));
    if (user === undefined && !SUDO_FLAGS.has(option)) return { why: `sudo ${option} is not understood` };
    if (user !== undefined && user.name !== 'root') return { why: `it is to run as ${user.name}` };
    rest = rest.slice(user?.words ?? 1);
  }
}

function userOf(option: string, next = ''): { readonly name: string; readonly words: number } | undefined {
  if (option === '-u' || option === '--user') return { name: next, words: 2 };
  const together = /^(?:-u|--user=)(.+)$/.exec(option);
  return together?.[1] === undefined ? undefined : { name: together[1], words: 1 };
}

function skipAssignments(items: readonly Item[], reader: LiftReader, variables: string[]): readonly Item[] {
  const count = items.findIndex(item => !/^[A-Za-z_]\w*=/.test(plain(item, reader) ?? ''));
  const taken = count < 0 ? items : items.slice(0, count);
  variables.push(...taken.map(item => (plain(item, reader) ?? '').replace(/=.*/s, '')));
  return count < 0 ? [] : items.slice(count);
}

function plain(item: Item | undefined, reader: LiftReader): string | undefined {
  if (item === undefined) return undefined;
  const [text, ...more] = readItem(item, reader);
  return text?.known === true && more.length === 0 ? text.text : undefined;
}

function readItem(item: Item, reader: LiftReader): readonly Text[] {
  if (item.type === 'Word') return processIds(item, reader) ?? [readWord(item, reader)];
  if (item.value.type !== 'Word' || item.index !== undefined || item.append === true) {
    return [{ known: false, why: `${item.text} is only known when it runs` }];
  }
  const text = readWord(item.value, reader);
  return [text.known ? { known: true, text: `${item.name}=${text.text}` } : text];
}

/** `$(pgrep X)` as the ids that it would print now */
function processIds({ parts }: Word, { processes }: LiftReader): readonly Text[] | undefined {
  const [part, ...more] = parts ?? [];
  if (processes === undefined || part?.type !== 'CommandExpansion' || more.length > 0) return undefined;
  const asked = /^(?:pidof (?:-s )?|(pgrep) (-x )?)([\w.+-]+)$/.exec(plainCommand(part.script) ?? '');
  if (asked?.[3] === undefined || asked[3].startsWith('-')) return undefined;
  const by = asked[1] !== undefined && asked[2] === undefined ? 'pattern' : 'name';
  const ids = processes(by, asked[3]);
  if (ids.length === 0) return [{ known: false, why: `no process is called ${asked[3]}` }];
  return ids.map(id => ({ known: true, text: String(id) }));
}

// an old way to call a service, which means the same
function rewrite(name: string, words: readonly Text[]): Pick<Call, 'program' | 'words'> {
  const program = name.replace(SYSTEM_FOLDER, '');
  if (!INIT_SCRIPT.test(program)) return { program, words };
  return { program: 'service', words: [{ known: true, text: program.replace(INIT_SCRIPT, '') }, ...words] };
}
