export interface PointerSettings {
  readonly naturalScroll: boolean | undefined;
  readonly leftHanded: boolean | undefined;
  /** -100 to 100, 0 is what the device would do by itself */
  readonly speed: number | undefined;
}

export const POINTER_FILE = '/etc/X11/xorg.conf.d/70-llm-os-pointer.conf';

const MARK = '# kept by llm-os: what set_pointer writes replaces this file';

/** a class for mice and one for touchpads, with the options of the libinput driver */
export function formatPointer(settings: PointerSettings): string {
  const options = [
    option('NaturalScrolling', settings.naturalScroll),
    option('LeftHanded', settings.leftHanded),
    settings.speed === undefined ? '' : `\tOption "AccelSpeed" "${(settings.speed / 100).toFixed(2)}"\n`,
  ].join('');
  const section = (kind: string): string =>
    `Section "InputClass"\n\tIdentifier "llm-os ${kind}"\n\tMatchIs${kind} "on"\n\tMatchDriver "libinput"\n${options}EndSection\n`;
  return `${MARK}\n${section('Pointer')}${section('Touchpad')}`;
}

export function parsePointer(text: string): PointerSettings {
  const value = (name: string): string | undefined => new RegExp(`Option "${name}" "([^"]*)"`).exec(text)?.[1];
  const speed = Number(value('AccelSpeed') ?? Number.NaN);
  return {
    naturalScroll: toBoolean(value('NaturalScrolling')),
    leftHanded: toBoolean(value('LeftHanded')),
    speed: Number.isFinite(speed) && Math.abs(speed) <= 1 ? Math.round(speed * 100) : undefined,
  };
}

/** replaces the given settings and keeps the others */
export function mergePointer(before: PointerSettings, given: PointerSettings): PointerSettings {
  return {
    naturalScroll: given.naturalScroll ?? before.naturalScroll,
    leftHanded: given.leftHanded ?? before.leftHanded,
    speed: given.speed ?? before.speed,
  };
}

export function describePointer({ naturalScroll, leftHanded, speed }: PointerSettings): string {
  const words = [
    naturalScroll === undefined ? '' : `natural scrolling ${naturalScroll ? 'on' : 'off'}`,
    leftHanded === undefined ? '' : leftHanded ? 'left-handed' : 'right-handed',
    speed === undefined ? '' : `speed ${speed}`,
  ];
  return words.filter(word => word !== '').join(', ') || 'nothing set';
}

function option(name: string, value: boolean | undefined): string {
  return value === undefined ? '' : `\tOption "${name}" "${value}"\n`;
}

function toBoolean(text: string | undefined): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
