/**
 * places left out of the comparison. times of files are left out as well: a change set holds none, so what is applied is as
 * old as its making. everything else of every object is compared
 */
export const EXCLUDED: Readonly<Record<string, string>> = {
  '/proc': 'the kernel’s',
  '/sys': 'the kernel’s',
  '/dev': 'of this boot; a copy has devices of its own',
  '/run': 'of this boot; a copy has one of its own, and its files are no part of a list',
  '/var/log/journal': 'written by journald all the time',
  '/var/log/[bw]tmp*': 'sessions of the test itself',
  '/var/log/lastlog': 'sessions of the test itself',
  '/var/lib/lastlog': 'sessions of the test itself',
  '/var/lib/wtmpdb': 'sessions of the test itself',
  '/var/lib/systemd': 'written by systemd; a denied place, so a script that changes it is refused',
  '/var/lib/llm-os': 'the operator’s own record; a denied place',
  '/var/lib/private': 'directories of services that come and go',
  '/var/cache/private': 'directories of services that come and go',
  '/tmp/systemd-private-*': 'directories of services that come and go',
  '/var/tmp/systemd-private-*': 'directories of services that come and go',
};

/** files whose content holds a time or the number of an inode: their digests and sizes are not compared, all else is */
export const UNSTEADY: Readonly<Record<string, string>> = {
  '/var/log/alternatives.log': 'each line begins with the time',
  '/var/cache/ldconfig/aux-cache': 'holds inode numbers and times of libraries',
};
