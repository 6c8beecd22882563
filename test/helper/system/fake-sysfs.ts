import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DeviceRoots } from '../../../helper/system/devices/devices.js';

/** a machine of plain files, with links between them as sysfs has: `devices/…` holds them, `class/…` leads there */
export function makeSysfs(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
): DeviceRoots {
  const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(root, target), join(root, path));
  }
  return { sys: join(root, 'sys'), proc: join(root, 'proc') };
}
