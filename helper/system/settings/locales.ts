import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { OperatorError } from '../../../interfaces/errors.js';
import { cageProperties } from '../sandbox/sandboxes.js';
import { askUnit } from '../units/run-query.js';
import type { UnitStarter } from '../units/unit-starter.js';

/** files that hold the language of a debian, the newer first; the other one is a link to it */
export const LOCALE_FILES: readonly string[] = ['/etc/locale.conf', '/etc/default/locale'];

const NOBODY = { uid: 65534, gid: 65534, home: '/nonexistent' };
const ALWAYS = new Set(['C', 'POSIX', 'C.utf8']);

/** the one that is an ordinary file; the first where neither is there */
export function localeFile(places: readonly string[]): string {
  return places.find(isFile) ?? places[0] ?? '';
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** refuses a locale that no program of this machine could use: half of them would complain at each start */
export async function checkLocale(units: UnitStarter, signal: AbortSignal, locale: string): Promise<void> {
  const { stdout } = await askUnit(units, {
    id: `locales-${randomUUID()}`,
    description: 'list the locales of the machine',
    argv: ['/usr/bin/locale', '-a'],
    properties: cageProperties('system', NOBODY),
    signal,
  });
  const known = stdout.split('\n').map(canonical);
  if (ALWAYS.has(canonical(locale)) || known.includes(canonical(locale))) return;
  const [language = ''] = locale.split(/[_.]/);
  const alike = stdout.split('\n').filter(one => one.startsWith(`${language}_`));
  const cure =
    alike.length > 0 ? `there is ${alike.slice(0, 5).join(', ')}` : `generate it first: locale-gen, of locales`;
  throw new OperatorError('failed', `this machine has no locale ${locale}: ${cure}`);
}

// `locale -a` spells the encoding as utf8
function canonical(locale: string): string {
  return locale.trim().replace(/\.utf-?8/i, '.utf8');
}

/** value of `LANG` among shell assignments; empty where there is none */
export function parseLang(text: string): string {
  return /^LANG=(?:"([^"]*)"|(\S*))/m.exec(text)?.slice(1).find(Boolean) ?? '';
}

/** the same text with another `LANG`; the other lines are kept */
export function changeLang(text: string, locale: string): string {
  if (/^LANG=.*$/m.test(text)) return text.replace(/^LANG=.*$/m, `LANG=${locale}`);
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}LANG=${locale}\n`;
}
