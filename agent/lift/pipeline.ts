import type { CommandNode, Pipeline } from 'unbash';
import { readCall, type Call } from './call.js';
import { liftCommand, liftWrite, type Lifted } from './command.js';
import { Judge } from './judge.js';
import type { LiftContext } from './part.js';
import type { LiftState } from './state.js';
import { printedBy, inputOf } from './text.js';
import type { Refusal } from './write.js';

/** a pipeline as steps; undefined where it is none that an action knows, and at most a look */
export function liftPipeline(node: Pipeline, state: LiftState, context: LiftContext): Lifted | Refusal | undefined {
  if (node.prefixes.some(prefix => prefix.type === 'Negation')) return undefined;
  const calls = node.commands.map(command => callOf(command, state));
  const [first, last] = node.commands;
  const whole = calls.flatMap(call => (call === undefined ? [] : [call]));
  if (whole.length !== calls.length || first === undefined) return undefined;
  const written = liftWrite(whole, state, context);
  if (written !== undefined) return written;
  if (last?.type === 'Command' && calls.length === 2 && whole[0] !== undefined && saysYes(whole[0], state)) {
    return liftCommand(last, state, context);
  }
  return first.type === 'Command' ? liftFiltered(node, whole, state, context) : undefined;
}

function callOf(node: CommandNode, state: LiftState): Call | undefined {
  const call = node.type === 'Command' && node.name !== undefined ? readCall(node, state) : undefined;
  return call === undefined || 'why' in call ? undefined : call;
}

function saysYes(call: Call, state: LiftState): boolean {
  if (call.program === 'yes' && call.words.length === 0) return true;
  const text = inputOf(call.redirects, state) === undefined ? printedBy(call, state) : undefined;
  return text?.known === true && /^(?:[yY](?:es)?)?\n$/.test(text.text);
}

// the answer of a typed look is read by itself: filters that only shorten it are left out
function liftFiltered(
  { commands }: Pipeline,
  [, ...filters]: readonly Call[],
  state: LiftState,
  context: LiftContext,
): Lifted | undefined {
  const [first, ...rest] = commands;
  const lifted = first?.type === 'Command' ? liftCommand(first, state, context) : undefined;
  if (lifted === undefined || 'why' in lifted || lifted.steps.length !== 1) return undefined;
  const { form } = lifted;
  const [step] = lifted.steps;
  const reads = context.catalog.actions.find(({ name }) => name === step?.action)?.risk.read_only === true;
  if (form === undefined || step === undefined || !reads || !rest.every(node => onlyLooks(node, state)))
    return undefined;
  // another look can be filtered as it was written
  if (form.lines === undefined && form.word === undefined) return undefined;
  const said = Object.fromEntries(filters.flatMap(filter => Object.entries(saidBy(filter, form))));
  return { ...lifted, steps: [{ ...step, ...said }], notes: [...lifted.notes, 'the filters behind it are left out'] };
}

function onlyLooks(node: CommandNode, state: LiftState): boolean {
  const judge = new Judge(state);
  judge.see(node);
  return judge.refusal === undefined;
}

function saidBy(
  { program, words }: Call,
  { lines, word }: { readonly lines?: string | undefined; readonly word?: string | undefined },
): Record<string, unknown> {
  const texts = words.flatMap(one => (one.known ? [one.text] : []));
  if (lines !== undefined && (program === 'head' || program === 'tail')) {
    const [, count] = /^(?:-n ?|-|--lines=)(\d{1,3})$/.exec(texts.join(' ')) ?? [];
    return count === undefined || Number(count) === 0 ? {} : { [lines]: Math.min(Number(count), 200) };
  }
  if (word === undefined || program !== 'grep') return {};
  const [only, ...more] = texts.filter(text => text !== '-i' && text !== '--color=auto');
  return only !== undefined && more.length === 0 && /^[\w.-]{1,64}$/.test(only) && !only.startsWith('-')
    ? { [word]: only }
    : {};
}
