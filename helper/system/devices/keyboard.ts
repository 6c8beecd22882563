import { existsSync, readFileSync } from 'node:fs';
import { BusError, type BusCaller } from '../bus-caller.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';

const LOCALED = 'org.freedesktop.locale1';
const PATH = '/org/freedesktop/locale1';

export interface Keyboard {
  readonly layout: string;
  readonly variant: string;
  readonly model: string;
  readonly options: string;
}

/** files of the system that say what there is; other ones in tests */
export interface KeyboardPlaces {
  /** layouts and variants of the x keyboard extension */
  readonly rules: string;
  /** debian denies everybody, root included, to change the layout through localed, since the file below is the truth */
  readonly localedReadOnly: string;
  readonly settings: string;
}

export const KEYBOARD_PLACES: KeyboardPlaces = {
  rules: '/usr/share/X11/xkb/rules/base.lst',
  localedReadOnly: '/usr/share/dbus-1/system.d/systemd-localed-read-only.conf',
  settings: '/etc/default/keyboard',
};

// the longest of xkeyboard-config has 26
const LONGEST = 32;

export function isLocaledReadOnly(places: Pick<KeyboardPlaces, 'localedReadOnly'>): boolean {
  return existsSync(places.localedReadOnly);
}

/** refuses what the machine has no description of; a machine without descriptions leaves that to localed */
export function checkKnown({ layout, variant }: Pick<Keyboard, 'layout' | 'variant'>, places: KeyboardPlaces): void {
  const layouts = layout.split(',');
  const variants = variant === '' ? [] : variant.split(',');
  if (variants.length > layouts.length) {
    throw new OperatorError('invalid-args', 'variant: there are more of them than layouts');
  }
  // limits the length first: without a list of known names localed accepts anything, and writes it to the journal
  if ([...layouts, ...variants].some(name => name.length > LONGEST)) {
    throw new OperatorError('invalid-args', `no keyboard layout or variant has a name of over ${LONGEST} characters`);
  }
  const text = readIfThere(places.rules);
  if (text === undefined) return;
  for (const [index, name] of layouts.entries()) {
    if (!hasEntry(text, 'layout', name, '')) {
      throw new OperatorError(
        'failed',
        `this machine knows no keyboard layout ${name}: localectl list-x11-keymap-layouts`,
      );
    }
    const kind = variants[index] ?? '';
    if (kind !== '' && !hasEntry(text, 'variant', kind, `${name}:`)) {
      const cure = `localectl list-x11-keymap-variants ${name}`;
      throw new OperatorError('failed', `the layout ${name} has no variant ${kind} on this machine: ${cure}`);
    }
  }
}

export async function readLocaled(bus: BusCaller): Promise<Keyboard> {
  const [found] = await call(bus, 'org.freedesktop.DBus.Properties', 'GetAll', 's', [LOCALED]);
  const text = (name: string): string => {
    const tagged: unknown = Object(found)[name];
    return isTagged(tagged) && typeof tagged.value === 'string' ? tagged.value : '';
  };
  return {
    layout: text('X11Layout'),
    variant: text('X11Variant'),
    model: text('X11Model'),
    options: text('X11Options'),
  };
}

/** localed finds the nearest layout for consoles as well */
export async function writeLocaled(bus: BusCaller, { layout, model, variant, options }: Keyboard): Promise<void> {
  await call(bus, LOCALED, 'SetX11Keyboard', 'ssssbb', [layout, model, variant, options, true, false]);
}

/** debian's file: shell assignments, of which ours are replaced and the others kept */
export function parseSettings(text: string): Keyboard {
  const value = (name: string): string =>
    new RegExp(`^${name}=(?:"([^"]*)"|(\\S*))`, 'm').exec(text)?.slice(1).find(Boolean) ?? '';
  return {
    layout: value('XKBLAYOUT'),
    variant: value('XKBVARIANT'),
    model: value('XKBMODEL'),
    options: value('XKBOPTIONS'),
  };
}

export function changeSettings(text: string, { layout, variant, model }: Keyboard): string {
  const fresh = { XKBMODEL: model === '' ? 'pc105' : model, XKBLAYOUT: layout, XKBVARIANT: variant };
  const kept = text.split('\n').filter(line => !/^XKB(MODEL|LAYOUT|VARIANT)=/.test(line));
  while (kept.at(-1) === '') kept.pop();
  const lines = Object.entries(fresh).map(([name, value]) => `${name}="${value}"`);
  return [...kept, ...lines, ''].join('\n');
}

function call(bus: BusCaller, owner: string, member: string, signature: string, body: unknown[]): Promise<unknown[]> {
  return bus.call({ destination: LOCALED, path: PATH, interface: owner, member, signature, body }).catch(refuse);
}

function refuse(error: unknown): never {
  if (!(error instanceof BusError)) throw error;
  throw new OperatorError('failed', `localed refused: ${error.message}`);
}

function hasEntry(text: string, section: string, name: string, prefix: string): boolean {
  const lines =
    text
      .split(/^! /m)
      .find(part => part.startsWith(`${section}\n`))
      ?.split('\n') ?? [];
  return lines.some(line => {
    const [first, ...rest] = line.trim().split(/\s+/);
    return first === name && (prefix === '' || rest[0] === prefix);
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
