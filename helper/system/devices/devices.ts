import { basename, dirname, join } from 'node:path';
import type { UnitStarter } from '../units/unit-starter.js';
import { readPublicFiles } from './public-files.js';

export const DEVICE_KINDS = ['monitor', 'keyboard', 'pointer', 'disk', 'network'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface Device {
  readonly kind: DeviceKind;
  readonly name: string;
  readonly detail: string;
}

/** another root shows another machine: a test makes one of plain files */
export interface DeviceRoots {
  readonly sys: string;
  readonly proc: string;
}

export const REAL_ROOTS: DeviceRoots = { sys: '/sys', proc: '/proc' };

type Files = ReadonlyMap<string, readonly string[]>;

const MONITOR_FILES = ['status', 'modes', 'enabled', 'brightness', 'max_brightness', 'type'];
const DISK_FILES = ['size', 'removable', 'rotational', 'ro', 'model', 'vendor'];
const NAMES = [...MONITOR_FILES, ...DISK_FILES, 'operstate', 'address', 'speed', 'devices'];

export async function listDevices(
  units: UnitStarter,
  signal: AbortSignal,
  roots: DeviceRoots = REAL_ROOTS,
): Promise<Device[]> {
  const folders = ['class/drm', 'class/backlight', 'block', 'class/net'].map(place => join(roots.sys, place));
  const places = [...folders, join(roots.proc, 'bus/input')];
  const files = await readPublicFiles({ units, signal, places, depth: 3, names: NAMES });
  return describeDevices(files, roots);
}

function describeDevices(files: Files, { sys, proc }: DeviceRoots): Device[] {
  const input = files.get(join(proc, 'bus/input/devices')) ?? [];
  return [
    ...within(files, join(sys, 'class/drm'), 'status').map(folder => connector(files, folder)),
    ...within(files, join(sys, 'class/backlight'), 'max_brightness').map(folder => backlight(files, folder)),
    ...parseInput(input),
    ...within(files, join(sys, 'block'), 'size').flatMap(folder => disk(files, folder)),
    ...within(files, join(sys, 'class/net'), 'operstate').map(folder => network(files, folder)),
  ];
}

function within(files: Files, place: string, name: string): string[] {
  return [...files.keys()]
    .filter(path => basename(path) === name && dirname(dirname(path)) === place)
    .map(dirname)
    .toSorted();
}

function connector(files: Files, folder: string): Device {
  const modes = files.get(join(folder, 'modes')) ?? [];
  const parts = [first(files, folder, 'status'), modes.length > 0 ? `up to ${modes[0] ?? ''}` : ''];
  return { kind: 'monitor', name: basename(folder).replace(/^card\d+-/, ''), detail: sentence(parts) };
}

function backlight(files: Files, folder: string): Device {
  const [present, most] = [first(files, folder, 'brightness'), first(files, folder, 'max_brightness')].map(Number);
  const percent = present !== undefined && most ? `${Math.round((present * 100) / most)} %` : 'unknown';
  return { kind: 'monitor', name: basename(folder), detail: `backlight, brightness ${percent}` };
}

// loop, ram and empty drives are no disks that anybody asks about
function disk(files: Files, folder: string): Device[] {
  const sectors = Number(first(files, folder, 'size'));
  const name = basename(folder);
  if (!(sectors > 0) || /^(loop|ram|zram|dm-|md)/.test(name)) return [];
  const rotational = first(files, folder, 'queue/rotational') === '1';
  const parts = [
    `${((sectors * 512) / 1e9).toFixed(1)} GB`,
    rotational ? 'rotating' : 'solid state',
    first(files, folder, 'removable') === '1' ? 'removable' : '',
    first(files, folder, 'ro') === '1' ? 'read-only' : '',
    // a virtual disk has the number of its maker only
    `${first(files, folder, 'device/vendor').replace(/^0x.*/, '')} ${first(files, folder, 'device/model')}`.trim(),
  ];
  return [{ kind: 'disk', name, detail: sentence(parts) }];
}

function network(files: Files, folder: string): Device {
  const speed = Number(first(files, folder, 'speed'));
  const parts = [
    first(files, folder, 'operstate'),
    speed > 0 ? `${speed} Mbit/s` : '',
    first(files, folder, 'type') === '772' ? 'loopback' : first(files, folder, 'address'),
  ];
  return { kind: 'network', name: basename(folder), detail: sentence(parts) };
}

/** the kernel's list of input devices: paragraphs of `N:` name, `H:` handlers, `B:` what it can send */
export function parseInput(lines: readonly string[]): Device[] {
  return lines.join('\n').split('\n\n').flatMap(inputDevice);
}

function inputDevice(paragraph: string): Device[] {
  const name = /^N: Name="(.*)"$/m.exec(paragraph)?.[1] ?? '';
  const handlers = /^H: Handlers=(.*)$/m.exec(paragraph)?.[1]?.split(' ') ?? [];
  const keys = /^B: KEY=(.*)$/m.exec(paragraph)?.[1]?.split(' ').length ?? 0;
  const detail = handlers.filter(handler => handler.startsWith('event')).join(' ');
  if (handlers.some(handler => /^(mouse|js)\d/.test(handler))) return [{ kind: 'pointer', name, detail }];
  // a power button is a keyboard to the kernel, with one key
  return handlers.includes('kbd') && keys >= 3 ? [{ kind: 'keyboard', name, detail }] : [];
}

function first(files: Files, folder: string, name: string): string {
  return files.get(join(folder, name))?.[0]?.trim() ?? '';
}

function sentence(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(', ');
}
