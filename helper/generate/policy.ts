import type { Action } from '../action/action.js';
import type { Tier } from '../call/types.js';
import { SERVICE_TIERS } from '../methods/service-tiers.js';
import { escapeXml } from '../action/introspection.js';
import { toActionId } from '../../interfaces/names.js';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD polkit Policy Configuration 1.0//EN"
 "http://www.freedesktop.org/software/polkit/policyconfig-1.dtd">
<!-- generated from the definitions of the actions: npm run gen -->
<policyconfig>
  <vendor>llm-os</vendor>
  <icon_name>dialog-password</icon_name>
`;

/** the file that polkit reads: one entry for each tier of each action */
export function buildPolicy(registry: readonly Action[]): string {
  const tiers = [...registry.flatMap(action => action.tiers), ...SERVICE_TIERS];
  return `${HEAD}\n${tiers.map(entryOf).join('\n')}\n</policyconfig>\n`;
}

function entryOf(tier: Tier): string {
  const { any, inactive, active } = tier.defaults;
  const description = textOf('description', tier.description, tier.german?.description);
  const message = textOf('message', tier.message, tier.german?.message);
  return `  <action id="${toActionId(tier.name)}">
${description}${message}    <defaults>
      <allow_any>${any}</allow_any>
      <allow_inactive>${inactive}</allow_inactive>
      <allow_active>${active}</allow_active>
    </defaults>
  </action>
`;
}

function textOf(element: string, english: string, german: string | undefined): string {
  const text = `    <${element}>${escapeXml(english)}</${element}>\n`;
  return german === undefined ? text : `${text}    <${element} xml:lang="de">${escapeXml(german)}</${element}>\n`;
}
