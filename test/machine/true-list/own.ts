import type { Row } from './rows.js';

const T = 'set -e; cd ~/truth;';
const as = 'alice';
const cleanup =
  'cd /home/alice; rm -rf .config .local .cache .ssh bin .profile.orig .truthrc; cp /etc/skel/.profile /etc/skel/.bashrc .; chown alice: .profile .bashrc';

/** work of a person on files of their own */
export const OWN: readonly Row[] = [
  {
    name: 'create, append and edit',
    as,
    script: `${T} echo a >new; echo more >>one; sed -i s/80/81/ conf; sed -i.bak s/top/TOP/ tree/top; mv one two`,
  },
  {
    name: 'settings of the shell',
    as,
    cleanup,
    script: `cp .profile .profile.orig; grep -q truth .bashrc || printf '\\n# truth\\nexport PATH="$HOME/bin:$PATH"\\n' >>.bashrc; mkdir -p bin .config/truth .local/share/applications; ln -s .config/truth/rc .truthrc; echo set >.config/truth/rc; chmod 700 .config`,
  },
  {
    name: 'modes of own files',
    as,
    script: `${T} chmod 400 one; chmod -R go= tree; chmod 1777 empty; chmod a-w conf; chmod 2750 full`,
  },
  { name: 'directories that are not written', as, script: `${T} mkdir ro; echo x >ro/x; chmod 555 ro; chmod 500 tree` },
  {
    name: 'a change in a directory that is made writable',
    as,
    setup: 'chmod 555 full',
    script: `${T} chmod u+w full; echo six >full/6; rm full/1`,
  },
  {
    name: 'a group of theirs',
    as,
    script: `${T} chgrp sudo one; mkdir shared; chgrp sudo shared; chmod 2770 shared; echo s >shared/s; id >who`,
  },
  {
    name: 'trees moved, copied and removed',
    as,
    script: `${T} mv tree wood; cp -a wood copy; rm -rf full; mkdir full; echo n >full/1; rm wood/link; ln -s deep/deeper wood/link`,
  },
  {
    name: 'names changed by one system call',
    as,
    script: `${T} perl -e 'rename "tree","full/tree" or die; rename "full","f" or die; mkdir "full"'`,
  },
  {
    name: 'an archive unpacked',
    as,
    setup: 'tar -C tree -czf a.tgz .',
    script: `${T} mkdir -p out; tar -xzpf a.tgz -C out; tar -czf b.tgz --sort=name --mtime=@0 full`,
  },
  {
    name: 'what is refused to a person',
    as,
    script:
      'echo x >/etc/truth; rm -f /usr/bin/true; chmod 777 /opt; cat /etc/shadow; touch /home/bob/x; chown bob truth/one; echo y >truth/y; echo z >/tmp/truth-own; mkdir /var/tmp/truth-own',
    cleanup: 'rm -rf /tmp/truth-own /var/tmp/truth-own',
  },
  {
    name: 'odd names of a person',
    as,
    script: `${T} echo x >'a  b'; mkdir 'Übung'; mv 'with space' 'Übung/ß'; echo x >'Übung/*'; ln -s 'a  b' ./-l`,
  },
  {
    name: 'keys and settings of ssh',
    as,
    cleanup,
    script:
      'mkdir -p -m 700 .ssh; printf "Host *\\n  ServerAliveInterval 30\\n" >.ssh/config; chmod 600 .ssh/config; echo "ssh-ed25519 AAAA alice" >>.ssh/authorized_keys',
  },
];
