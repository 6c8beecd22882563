import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execIn, reboot, shIn, type System } from './driver.js';

const PICTURES = 'build/desktop';
const FOLDER = '/tmp/llmtest-desktop';
const PACKAGES =
  'xvfb xauth mate-polkit xdotool imagemagick fonts-dejavu-core at-spi2-core python3-gi gir1.2-atspi-2.0';

/** position and size on the screen, in pixels */
export type Place = readonly [x: number, y: number, width: number, height: number];

export const SCREEN: Place = [0, 0, 1024, 768];

export interface Dialog {
  readonly window: Place;
  /** as a reader of screens is told them: after markup, the question first */
  readonly texts: readonly string[];
  readonly labels: readonly Place[];
  readonly buttons: readonly (readonly [name: string, place: Place])[];
  readonly entries: readonly Place[];
}

export interface Shown {
  readonly status: number;
  readonly output: string;
  readonly error: string;
  /** null where nothing was asked */
  readonly dialog: Dialog | null;
}

export interface Asking {
  readonly argv: readonly string[];
  /** for the dialog: a word is typed, a name with a capital is pressed */
  readonly keys: readonly string[];
  /** the name of a file in `build/desktop`; those beside this file were taken over from there */
  readonly picture?: string;
}

/** a desktop is a third of a gigabyte that no other test needs: only a machine with a network gets one */
export async function installDesktop(os: System): Promise<void> {
  await shIn(os, `apt-get -qq update; apt-get -qq install -y --no-install-recommends ${PACKAGES} >/dev/null 2>&1`);
  // from here on without the host's network: no cage would be one
  await reboot(os);
  await shIn(os, `mkdir -p ${FOLDER}; chmod 777 ${FOLDER}`);
  for (const name of ['desktop.sh', 'dialogs.py']) {
    const input = readFileSync(join(import.meta.dirname, name));
    await execIn(os, ['sh', '-c', `cat >${FOLDER}/${name}`], { input });
  }
}

/** each in its turn, in one session of alice's with a display and a desktop's polkit agent */
export async function onDesktop(os: System, list: readonly Asking[]): Promise<Shown[]> {
  const how = { user: 'alice', input: JSON.stringify(list) };
  const ran = await execIn(os, ['sh', `${FOLDER}/desktop.sh`, FOLDER], how);
  const line = ran.stdout.split('\n').findLast(each => each.startsWith('['));
  if (line === undefined) throw new Error(`the desktop ended with ${ran.status}: ${ran.stdout}${ran.stderr}`);
  for (const { picture } of list) if (picture !== undefined) await keep(os, picture);
  const shown: Shown[] = JSON.parse(line);
  return shown;
}

async function keep(os: System, picture: string): Promise<void> {
  const { stdout } = await execIn(os, ['base64', `${FOLDER}/${picture}`]);
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, picture), Buffer.from(stdout, 'base64'));
}

/** whether all of the one is inside the other */
export function isWithin([x, y, width, height]: Place, [left, top, wide, high]: Place): boolean {
  return x >= left && y >= top && x + width <= left + wide && y + height <= top + high;
}
