import { posix } from 'node:path';
import { loadCatalog } from '../../interfaces/catalog.js';
import { loadLifting } from '../../interfaces/planning.js';
import { liftDraft } from '../../agent/lift/lift.js';
import { readScript } from '../../agent/lift/parse.js';
import type { LiftContext, Part } from '../../agent/lift/part.js';
import { isReadOnlyCommand } from '../../agent/plan/request-checks/read-only-commands.js';
import type { Step } from '../../agent/plan/plan.js';
import type { RequestSet } from './set-file.js';

/** a call of an action, or the text of a command that no action covers */
export type Change = Step | string;

/** effects of a plan or a line */
export interface Effects {
  readonly changes: readonly Change[];
  /** names of programs and reading actions that only look */
  readonly looks: readonly string[];
}

const CATALOG = loadCatalog();
const READING = new Set(CATALOG.actions.filter(({ risk }) => risk.read_only).map(({ name }) => name));

export function liftContext({ user, home, cwd }: RequestSet['place']): LiftContext {
  // that a name has a process is taken for granted: which one is the machine's to say
  const processes = (_: unknown, text: string): number[] => [40_000 + text.length];
  return { catalog: CATALOG, lifting: loadLifting(), user, home, cwd, processes };
}

/** undefined where the text is no shell */
export function effectsOfLine(line: string, context: LiftContext): Effects | undefined {
  const parsed = readScript(line);
  return 'problem' in parsed ? undefined : effectsOfParts(liftDraft(parsed, context).parts);
}

export function effectsOfParts(parts: readonly Part[]): Effects {
  const changes = parts.flatMap((part): Change[] => {
    if (part.kind === 'rest') return [plainCommand(part.source)];
    return part.kind === 'step' && !READING.has(part.step.action) ? [part.step] : [];
  });
  const looks = parts.flatMap(part => {
    if (part.kind === 'step') return READING.has(part.step.action) ? [part.step.action] : [];
    return part.kind === 'look' ? programsOf(part.source) : [];
  });
  return { changes, looks };
}

export function effectsOfSteps(steps: readonly Step[]): Effects {
  const isLook = ({ action, argv }: Step): boolean =>
    READING.has(action) || (action === 'exec' && isReadOnlyCommand(argv));
  const wordsOf = ({ argv }: Step): string[] => (Array.isArray(argv) ? argv.map(String) : []);
  return {
    changes: steps
      .filter(step => !isLook(step))
      .map(step => (step.action === 'exec' ? plainCommand(wordsOf(step).join(' ')) : step)),
    looks: steps.filter(isLook).map(step => wordsOf(step)[0] ?? step.action),
  };
}

function programsOf(source: string): string[] {
  const words = source.split(/\|\||&&|[|;\n]|\$\(/u).map(text => text.trim().replace(/^(?:sudo\s+|\w+=\S*\s+)+/u, ''));
  return words.map(text => posix.basename(text.split(/\s+/u)[0] ?? '')).filter(name => name !== '');
}

const IDLE = new Set(['-y', '-v', '--yes', '--assume-yes', '--verbose', '-q', '--force', '-f', '-i', '--now-no-block']);
const SAME: Readonly<Record<string, string>> = { 'apt-get': 'apt', aptitude: 'apt', dev: 'device', con: 'connection' };

/** a command without what makes no difference: sudo, quotes, the order and bundling of options */
export function plainCommand(source: string): string {
  const bare = source.replaceAll(/\bsudo\s+(?:-\w+\s+)*/gu, '').replaceAll(/["']/gu, '');
  const words = bare.split(/\s+/u).filter(word => word !== '' && !IDLE.has(word));
  const [program = '', ...rest] = words.map(word => SAME[word] ?? word);
  const options = rest.filter(word => word.startsWith('-') && !word.includes('=')).map(sortLetters);
  const others = rest.filter(word => !word.startsWith('-') || word.includes('=')).map(word => word.replace(/\/$/u, ''));
  return [posix.basename(program), ...[...new Set(options)].toSorted(), ...others]
    .filter(word => word !== '-')
    .join(' ');
}

// `-czvf` and `-cvfz` are one; talking and not asking make no difference
function sortLetters(option: string): string {
  if (!/^-[A-Za-z]+$/u.test(option)) return option;
  return `-${Array.from(option.slice(1))
    .filter(letter => !'fvyq'.includes(letter))
    .toSorted()
    .join('')}`;
}
