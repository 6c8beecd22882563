import { execIn, shIn, type System } from './driver.js';

interface TestPackage {
  readonly name: string;
  readonly fields?: string;
  readonly postinst?: string;
  /** megabytes of a file below `BIG` */
  readonly big?: number;
}

/** directory of the large file of `llmtest-big`: a test makes it too small for that */
export const BIG = '/opt/llmtest';

const PACKAGES: readonly TestPackage[] = [
  { name: 'llmtest-leaf' },
  { name: 'llmtest-hello', fields: 'Depends: llmtest-leaf' },
  { name: 'llmtest-c++' },
  { name: 'llmtest-broken', postinst: 'echo it breaks here; exit 3' },
  { name: 'llmtest-slow', postinst: 'touch /run/llmtest-begun; sleep 5; touch /run/llmtest-ended' },
  {
    name: 'llmtest-patient',
    postinst:
      'touch /run/llmtest-begun; for i in $(seq 1200); do [ ! -e /run/llmtest-go ] || exit 0; sleep 0.1; done; exit 1',
  },
  { name: 'llmtest-rival', fields: 'Conflicts: llmtest-leaf' },
  { name: 'llmtest-essential', fields: 'Essential: yes' },
  { name: 'llmtest-big', big: 8 },
];

export const LOCAL = 'file:/srv/llmtest';
const SOURCES = '/etc/apt/sources.list.d/llmtest.list';

function build({ name, fields = '', postinst, big }: TestPackage): string {
  const control = `Package: ${name}\nVersion: 1.0-1\nArchitecture: all\nMaintainer: Test <test@localhost>\nInstalled-Size: 12\nDescription: test\n${fields}\n`;
  return [
    `d=/srv/llmtest/.build; rm -rf $d; mkdir -p $d/DEBIAN; chmod 755 $d $d/DEBIAN`,
    `printf '%s' '${control}' | sed '/^$/d' > $d/DEBIAN/control`,
    postinst === undefined
      ? ':'
      : `printf '#!/bin/sh\\n%s\\n' '${postinst}' > $d/DEBIAN/postinst; chmod 755 $d/DEBIAN/postinst`,
    big === undefined ? ':' : `mkdir -p $d${BIG}; head -c ${big}M /dev/urandom >$d${BIG}/big`,
    `dpkg-deb --build --root-owner-group $d /srv/llmtest/${name}_1.0-1_all.deb >/dev/null`,
  ].join('\n');
}

/** a repository of packages of ours inside the machine: nothing comes from a network */
export async function publish(os: System): Promise<void> {
  await shIn(
    os,
    [
      'mkdir -p /srv/llmtest; cd /srv/llmtest',
      ...PACKAGES.map(build),
      'rm -rf .build; apt-ftparchive packages . > Packages',
    ].join('\n'),
  );
  await sourceFrom(os, LOCAL);
}

/** adds an apt source for them */
export async function sourceFrom(os: System, address: string): Promise<void> {
  await shIn(
    os,
    `echo 'deb [trusted=yes] ${address} ./' > ${SOURCES}
apt-get -qq update -o Dir::Etc::sourcelist=${SOURCES} -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 >/dev/null 2>&1`,
  );
}

export async function unpublish(os: System): Promise<void> {
  const names = PACKAGES.map(({ name }) => name).join(' ');
  await execIn(os, [
    'sh',
    '-c',
    `dpkg --purge --force-all ${names} >/dev/null 2>&1; rm -rf /srv/llmtest ${SOURCES} /run/llmtest-*`,
  ]);
}

/** dpkg's own word for a package: `ii`, `iF`, …; empty where it does not know it */
export async function stateOf(os: System, name: string): Promise<string> {
  const ran = await execIn(os, ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}', name]);
  return ran.status === 0 ? ran.stdout.trim() : '';
}

/** everything that is installed, in one line each */
export function allPackages(os: System): Promise<string> {
  return shIn(os, 'dpkg-query -W; ls /tmp');
}
