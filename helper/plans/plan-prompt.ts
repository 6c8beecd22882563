import { SERVICE_TIER } from '../../interfaces/names.js';
import type { Tier } from '../call/types.js';
import { fillMessage } from '../call/details.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { AuthorizationRequest } from '../polkit/polkit.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';
import { ADMINISTRATOR } from '../call/defaults.js';

/** characters that fit in a dialog; with more of them, or more steps, its buttons would leave the screen */
const MAX_CHARACTERS = 800;

export const RUN_PLAN: Tier = {
  name: SERVICE_TIER.runPlan,
  description: 'Carry out a plan of several steps',
  message:
    'Authentication is required to carry out these $(count) steps, in this order and nothing else:' +
    `${Array.from({ length: MAX_STEPS }, (_, index) => `$(step${index + 1})`).join('')}`,
  defaults: ADMINISTRATOR,
  runsAs: 'root',
};

/** a prepared call as one line of a list, with the facts of its own prompt */
export function stepText({ tier, details }: Pick<AuthorizationRequest, 'tier' | 'details'>): string {
  const text = fillMessage(tier.step ?? tier.message, details);
  // escapes are all that the details may hold beside plain text; anything else was never displayed
  return text
    .split('\\')
    .map(part => display(part))
    .join('\\');
}

/** a prompt for the whole plan; a text of `undefined` stands for a step that it does not cover */
export function planPrompt(actions: readonly string[], texts: readonly (string | undefined)[]) {
  const lines = texts.map((text, index) => `\n${index + 1}. ${text ?? `${actions[index]}: asked for on its own.`}`);
  checkLength(lines);
  const steps = Object.fromEntries(
    Array.from({ length: MAX_STEPS }, (_, index) => [`step${index + 1}`, lines[index] ?? '']),
  );
  return {
    tier: RUN_PLAN,
    details: Object.freeze({ count: String(texts.length), actions: actions.join(' '), ...steps }),
  };
}

export function checkCount(count: number): void {
  if (count === 0) throw new OperatorError('invalid-args', 'steps: a plan has at least one');
  if (count <= MAX_STEPS) return;
  throw new OperatorError(
    'not-permitted',
    `a prompt shows at most ${MAX_STEPS} steps and this plan has ${count}: authorize steps 1 to ${MAX_STEPS} as one plan, carry them out, then the rest as another`,
  );
}

function checkLength(lines: readonly string[]): void {
  const lengths = lines.map(line => line.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= MAX_CHARACTERS) return;
  let fit = 0;
  for (let sum = lengths[0] ?? 0; sum <= MAX_CHARACTERS; sum += lengths[fit] ?? 0) fit += 1;
  const split =
    fit > 1
      ? `authorize steps 1 to ${fit} as one plan, carry them out, then the rest as another`
      : 'step 1 alone fills it: call it without a plan, then authorize the rest';
  throw new OperatorError(
    'not-permitted',
    `a prompt shows at most ${MAX_CHARACTERS} characters and this plan takes ${total}: ${split}`,
  );
}
