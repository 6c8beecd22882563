import type { ParsedScript } from './parse.js';
import type { LiftContext, LiftedPlan } from './part.js';
import { joinPrepared, restOf } from './piece.js';
import { LiftState } from './state.js';
import { Lifter } from './walk.js';

const MOST_PARTS = 64;

/** says what each part of a draft is: a call of an action, a look, or what is not understood; nothing is ever left out */
export function liftDraft({ text, script }: ParsedScript, context: LiftContext): LiftedPlan {
  const pieces = new Lifter(text, context).script(script, new LiftState(context));
  const parts = joinPrepared(pieces);
  if (parts.length > MOST_PARTS) return { parts: [restOf(text, { why: 'the text has too many parts' })] };
  if (parts.length > 0) return { parts };
  return { parts: [restOf(text, { why: 'it changes only a shell that ends with it' })] };
}
