import { LIVE_PROGRAMS } from '../../interfaces/live-programs.js';

// they only change files, but files that a copy does not show. refused where they are called: `id app || useradd app` may do without
const OTHERS = {
  'changes accounts, whose passwords no copy shows':
    'useradd usermod userdel groupadd groupmod groupdel groupmems gpasswd passwd chpasswd chgpasswd newusers chage chsh chfn vipw ' +
    'vigr pwconv pwunconv grpconv grpunconv adduser addgroup deluser delgroup systemd-sysusers',
  'runs a command as somebody else, which a copy has no rules for': 'su runuser',
  'sets attributes of files, which no list of changes holds': 'chattr setcap setfacl setfattr',
};

const REASONS = new Map(
  Object.entries(OTHERS).flatMap(([why, names]) => names.split(' ').map(name => [name, why] as const)),
);

/** programs that a copy holds a stub of: there they would do nothing, or only pretend to, or fail where the machine would not */
export const STUBBED_PROGRAMS: readonly string[] = [...LIVE_PROGRAMS, ...REASONS.keys()];

/** a sentence about one of them */
export function whyRefused(name: string): string {
  const why = REASONS.get(name) ?? 'acts on the running system, which a copy cannot show';
  return `${name} ${why}: leave it out, or ask for an action`;
}
