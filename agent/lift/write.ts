import type { Redirection } from 'unbash';
import type { Lifting } from '../../interfaces/lifting.js';
import type { Step } from '../plan/plan.js';
import type { Call } from './call.js';
import { checkStep, type LiftTarget } from './form.js';
import { inputOf, printedBy } from './text.js';
import { readWord, type Place, type Text } from './word.js';

export interface Refusal {
  readonly why: string;
  readonly live?: true;
}

type TextRule = NonNullable<Lifting['text']>;

interface Sink {
  readonly paths: readonly Text[];
  readonly append: boolean;
}

// files there are the running system itself
const LIVE = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** true for what leaves no file behind */
export function isSilent(redirect: Redirection): boolean {
  if (redirect.type !== 'Redirect') return true;
  const target = redirect.target?.value ?? '';
  const descriptor = /^[012]$/.test(target);
  if (redirect.operator === '<') return true;
  if (redirect.operator === '>&' && (descriptor || target === '/dev/null')) return true;
  return ['>', '>>', '&>', '&>>', '>|'].includes(redirect.operator) && target === '/dev/null';
}

/** the file that standard output goes into; several, or one of another descriptor, are a refusal */
function outputFile(redirects: readonly Redirection[], place: Place): Sink | Refusal | undefined {
  const loud = redirects.filter(redirect => !isSilent(redirect));
  const [redirect, ...more] = loud;
  if (redirect === undefined) return undefined;
  const { descriptor } = redirect;
  const standard = descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 1);
  const plain = redirect.type === 'Redirect' && ['>', '>>', '>|'].includes(redirect.operator);
  if (!standard || !plain || more.length > 0 || redirect.target === undefined) {
    return { why: 'where its output goes is not understood' };
  }
  // the last one of standard output wins, and only the order tells which
  const silenced = redirects.some(other => isSilent(other) && isOutput(other));
  if (silenced) return { why: 'its output goes to two places' };
  return { paths: [readWord(redirect.target, place)], append: redirect.operator === '>>' };
}

function isOutput(redirect: Redirection): boolean {
  if (redirect.type !== 'Redirect' || redirect.operator === '<') return false;
  const { descriptor } = redirect;
  return descriptor === undefined || descriptor.type !== 'FileDescriptor' || descriptor.value === 1;
}

/** the files that `tee` writes */
function teeFiles({ program, words }: Call): Sink | Refusal | undefined {
  if (program !== 'tee') return undefined;
  const options = words.filter(word => word.known && word.text.startsWith('-'));
  const odd = options.find(word => word.known && !['-a', '--append'].includes(word.text));
  if (odd?.known === true) return { why: `the option ${odd.text} is not understood` };
  return { paths: words.filter(word => !options.includes(word)), append: options.length > 0 };
}

/** text and target that one or two commands of a pipeline write by their words alone; undefined for other commands */
export function writtenBy(calls: readonly Call[], place: Place): { text: Text; sink: Sink } | Refusal | undefined {
  const last = calls.at(-1);
  if (last === undefined || calls.length > 2) return undefined;
  const tee = teeFiles(last);
  const file = outputFile(last.redirects, place);
  if (tee !== undefined && file !== undefined) return { why: 'its output goes to two places' };
  const sink = tee ?? file;
  if (sink === undefined || 'why' in sink) return sink;
  const [first] = calls.length === 2 ? calls : [];
  if (first === undefined) {
    const text = tee === undefined ? printedBy(last, place) : inputOf(last.redirects, place);
    return text === undefined ? undefined : { text, sink };
  }
  const copies = tee !== undefined || (last.program === 'cat' && last.words.length === 0);
  const plain =
    copies && inputOf(last.redirects, place) === undefined && outputFile(first.redirects, place) === undefined;
  const text = plain ? printedBy(first, place) : undefined;
  return text === undefined ? undefined : { text, sink };
}

/** a step for each file */
export function writeSteps(
  { text, sink }: { text: Text; sink: Sink },
  rule: TextRule,
  target: LiftTarget,
): readonly Step[] | Refusal {
  if (!text.known) return { why: `the text is not known: ${text.why}` };
  if (sink.paths.length === 0) return { why: 'it names no file' };
  const steps: Step[] = [];
  for (const path of sink.paths) {
    if (!path.known) return { why: `the file is not known: ${path.why}` };
    const given = { [rule.path]: path.text, [rule.content]: text.text, ...(sink.append && { [rule.append]: true }) };
    const checked = path.text === '' ? { why: 'the name of the file is empty' } : checkStep(given, target);
    if ('why' in checked) return checked;
    if (LIVE.test(String(checked.step[rule.path])))
      return { why: 'it sets something of the running system', live: true };
    steps.push(checked.step);
  }
  return steps;
}
