import type { BusCaller } from '../bus-caller.js';
import { callManager } from '../units/systemd-call.js';

export type FileVerb = 'enable' | 'disable' | 'mask' | 'unmask';

/** one link that systemd made or removed */
export interface FileChange {
  readonly kind: string;
  readonly file: string;
  readonly target: string;
}

/** changes how the unit is started in future; nothing is started or stopped by it */
export async function changeUnitFile(bus: BusCaller, id: string, verb: FileVerb): Promise<FileChange[]> {
  const lasting = false;
  const force = false;
  switch (verb) {
    case 'enable':
      return toChanges((await callManager(bus, 'EnableUnitFiles', 'asbb', [[id], lasting, force]))[1]);
    case 'disable':
      return toChanges((await callManager(bus, 'DisableUnitFiles', 'asb', [[id], lasting]))[0]);
    case 'mask':
      return toChanges((await callManager(bus, 'MaskUnitFiles', 'asbb', [[id], lasting, force]))[0]);
    case 'unmask':
      return toChanges((await callManager(bus, 'UnmaskUnitFiles', 'asb', [[id], lasting]))[0]);
  }
}

/** the links that a disabling would remove, other units' among them */
export async function linksOf(bus: BusCaller, id: string): Promise<string[]> {
  const [links] = await callManager(bus, 'GetUnitFileLinks', 'sb', [id, false]);
  return Array.isArray(links) ? links.map(String) : [];
}

/** systemd reads all unit files again */
export async function reloadManager(bus: BusCaller): Promise<void> {
  await callManager(bus, 'Reload');
}

/** names of the units that a link stands for or leads to */
export function unitsOfChange({ file, target }: FileChange): string[] {
  return [file, target].map(path => path.slice(path.lastIndexOf('/') + 1)).filter(name => name !== '');
}

function toChanges(value: unknown): FileChange[] {
  if (!Array.isArray(value)) return [];
  return value.map((row: unknown) => {
    const [kind, file, target] = Array.isArray(row) ? row.map(String) : [];
    return { kind: kind ?? '', file: file ?? '', target: target ?? '' };
  });
}
