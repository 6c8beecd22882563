import type { LiftedPlan, Part } from './part.js';

/** one line for each part: what was drafted, what became of it, by which rule */
export function explainLift({ parts }: LiftedPlan): string[] {
  return parts.map(part => `${oneLine(part.source)} → ${became(part)}`);
}

function became(part: Part): string {
  if (part.kind === 'rest')
    return `not lifted: ${part.why}${part.live === true ? ' (acts on the running system)' : ''}`;
  if (part.kind === 'look') {
    return `look${part.needs === undefined ? '' : `, which needs the ${part.needs}`}: ${oneLine(part.script)}`;
  }
  const { action, ...params } = part.step;
  const notes = part.notes.map(note => `; ${note}`).join('');
  return `${action} ${oneLine(JSON.stringify(params))} (${part.why}${notes})`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ↵ ');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
