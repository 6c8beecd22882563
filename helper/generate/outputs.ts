import type { Action } from '../action/action.js';
import { buildContract, bindActions } from '../action/binding.js';
import { buildIntrospection } from '../action/introspection.js';
import { buildPolicy } from './policy.js';
import type { Planning } from '../../interfaces/planning.js';
import { toActionId, toMethodName, toToolName } from '../../interfaces/names.js';

const MARKDOWN = { begin: '<!-- actions:begin -->\n', end: '\n<!-- actions:end -->' };
const ROFF = { begin: '.\\" actions:begin', end: '.\\" actions:end' };

/** a file, or the part of it between two markers, that follows from the registry */
export interface Generated {
  readonly path: string;
  /** the whole file as it should be; `undefined` where the file has no place for it */
  render(present: string): string | undefined;
}

/** `planning` is the content of `planning.json` */
export function listGenerated(registry: readonly Action[], planning: Planning): Generated[] {
  const whole = (path: string, text: string): Generated => ({ path, render: () => text });
  return [
    whole('interfaces/org.llmos.Operator1.xml', buildIntrospection(bindActions(registry))),
    whole('interfaces/actions.json', `${JSON.stringify(buildContract(registry), null, 2)}\n`),
    whole('interfaces/planning.json', `${JSON.stringify(planning, null, 2)}\n`),
    whole('polkit/org.llmos.operator1.policy', buildPolicy(registry)),
    between('README.md', MARKDOWN, buildTable(registry)),
    between('packaging/man/llmos-operator.8', ROFF, buildManList(registry)),
  ];
}

function between(path: string, { begin, end }: { begin: string; end: string }, body: string): Generated {
  const render = (present: string) => {
    const from = present.indexOf(begin);
    const to = present.indexOf(end);
    if (from < 0 || to < from) return undefined;
    return `${present.slice(0, from + begin.length)}\n${body}\n${present.slice(to)}`;
  };
  return { path, render };
}

function buildTable(registry: readonly Action[]): string {
  const rows = registry.map(action => {
    const tiers = action.tiers.map(tier => `\`${tier.name}\`: ${implicitOf(tier.defaults)}`);
    return `| \`${toToolName(action.name)}\` | \`${toMethodName(action.name)}\` | ${action.summary} | ${tiers.join('; ')} |`;
  });
  return ['| action | method | what it does | polkit |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function implicitOf(defaults: { any: string; inactive: string; active: string }): string {
  const { any, inactive, active } = defaults;
  return any === inactive && inactive === active ? any : `${any}/${inactive}/${active}`;
}

function buildManList(registry: readonly Action[]): string {
  const entries = registry.map(action => {
    const ids = action.tiers.map(tier => toActionId(tier.name)).join(', ');
    return `.TP\n.B ${toMethodName(action.name)}\n${roff(action.summary)}\n.br\n${ids}`;
  });
  return entries.join('\n');
}

function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^\./, '\\&.');
}
