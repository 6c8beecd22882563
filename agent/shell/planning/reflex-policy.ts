import type { RequestContext } from '../../plan/request.js';
import { loadCard, type Card } from '../../reflex/card.js';
import { locateReflex } from '../../reflex/locate.js';
import type { Shell } from '../session/shell-session.js';
import type { Taint } from '../environment/taint.js';

type Asking = Pick<Shell, 'settings' | 'model' | 'flags'>;

/** whether the reflex may be asked first: never where the model would read a word that the person did not type now */
export function reflexFor(context: RequestContext, shell: Asking, taint: Taint): 'auto' | 'on' | undefined {
  const { data = [], stdin, facts, look } = context;
  const own = taint.reasons.length === 0 && data.length === 0 && stdin === undefined && facts === undefined;
  return own && look !== true ? wantedReflex(shell) : undefined;
}

// a model named on the command line is used alone
function wantedReflex({ settings, model, flags }: Asking): 'auto' | 'on' | undefined {
  if (settings.reflex === 'off' || flags.settings.model !== undefined) return undefined;
  return model.kind === 'local' ? settings.reflex : undefined;
}

/** the reflex of this build where it goes first by these settings */
export function activeCard(shell: Asking): Card | undefined {
  const wanted = wantedReflex(shell);
  const card = wanted === undefined ? undefined : loadCard();
  return wanted === 'on' || card?.by_default === true ? card : undefined;
}

/** it can plan alone where the larger model is missing: what it leaves is answered with how to get that one */
export async function reflexStandsIn(shell: Asking & Pick<Shell, 'terminal'>): Promise<boolean> {
  const card = activeCard(shell);
  if (card === undefined) return false;
  return await locateReflex(card, shell.terminal.env).then(
    () => true,
    () => false,
  );
}
