import type { Details, Tier } from './types.js';
import { OperatorError } from '../../interfaces/errors.js';
import { isDisplayed } from '../../interfaces/display.js';
import { MAX_SHOWN } from '../../interfaces/display-limits.js';

const KEY = /^[a-z][a-z0-9_]*$/;
const SHOWN_KEY = /\$\(([^)]*)\)/g;

/** names that a message expands */
export function keysOf(message: string): string[] {
  return Array.from(message.matchAll(SHOWN_KEY), match => match[1] ?? '');
}

/** the prompt as polkit will show it: each key expanded once */
export function fillMessage(message: string, details: Details): string {
  return message.replaceAll(SHOWN_KEY, (_, key: string) => details[key] ?? '');
}

/** refuses what could not be shown whole in a prompt, before anybody is asked */
export function checkDetails(tier: Tier, details: Details): void {
  for (const key of keysOf(`${tier.message}${tier.step ?? ''}`)) {
    const value = details[key];
    if (value === undefined) throw new TypeError(`the message of ${tier.name} names the missing detail ${key}`);
    checkShown(key, value, tier);
  }
  for (const [key, value] of Object.entries(details)) {
    if (!KEY.test(key)) throw new TypeError(`${key} cannot be the key of a detail`);
    if (key.startsWith('display_')) checkShown(key, value, tier);
  }
}

function checkShown(key: string, value: string, { maxShown }: Tier): void {
  if (!isDisplayed(value)) throw new TypeError(`the detail ${key} did not go through display`);
  const most = maxShown?.[key] ?? MAX_SHOWN;
  if (value.length <= most) return;
  const name = key.replace(/^display_/, '');
  throw new OperatorError(
    'not-permitted',
    `${name} is too long for a prompt that shows all of it: ${value.length} characters, at most ${most}`,
  );
}
