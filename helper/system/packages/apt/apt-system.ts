import type { PackageSystem } from '../manager.js';
import { Apt } from './apt.js';
import { APT_GET } from './apt-argv.js';

/** apt and dpkg, of debian and its relatives */
export const APT: PackageSystem = {
  name: 'apt',
  program: APT_GET,
  // debian's rule for names; `--` does not keep apt from reading anything else as more than a name
  packageName: /^[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9-]{2,32})?$/,
  packageNameHint: 'without version, suite or pattern; of another architecture as name:i386',
  neverRemoved: [
    'llm-os',
    'llm-os-node',
    'polkitd',
    'policykit-1',
    'dbus',
    'dbus-*',
    'systemd',
    'systemd-sysv',
    'libpam-systemd',
    'libpam-runtime',
    'apt',
    'dpkg',
    'linux-image-*',
  ],
  recommendsSetting: 'APT::Install-Recommends',
  keptEnding: '.dpkg-dist',
  create: units => new Apt({ units }),
};
