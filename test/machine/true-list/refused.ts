import type { Row } from './rows.js';

const live = (name: string) => new RegExp(`${name} acts on the running system`);
const refused = (name: string, script: string, text: RegExp, more: Partial<Row> = {}): Row => ({
  name,
  script: `echo innocent >/opt/truth/innocent; cd /opt/truth; ${script}`,
  refused: text,
  ...more,
});

const SET = `python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))'`;
// user, group and others, bob beside them, and the mask
const LIST = '0200000001000600ffffffff02000600e903000004000400ffffffff10000600ffffffff20000400ffffffff';

/** a list of changes could not be true, or could not be carried out: said, and nothing is done */
export const REFUSED: readonly Row[] = [
  refused('a second name', 'ln one one-more', /other names \(hard links\)/),
  refused('a file that has two names', 'echo x >>one', /other names \(hard links\)/, { setup: 'ln one other' }),
  refused('a pipe', 'mkfifo p', /is a device, a pipe or a socket/),
  refused('rights of somebody else', 'install -m 4755 /bin/true t', /set-user-id/),
  refused('the top of a file system', 'chmod 777 /tmp/', /where a file system begins/, { setup: 'chmod 1777 /tmp' }),
  refused('a name of two lines', "echo x >'two\nlines'", /holds control, invisible or direction characters/),
  refused('a name that is no text', 'touch "$(printf \'a\\377\')"', /is not text/),
  refused('a file that its owner may not read', '', /w may not be read as whom/, {
    as: 'alice',
    script: 'cd ~/truth; echo w >w; chmod 200 w',
  }),
  refused('a directory that its owner may not read', '', /shut may not be read as whom/, {
    as: 'alice',
    script: 'cd ~/truth; mkdir shut; echo in >shut/in; chmod 300 shut',
  }),
  refused('a directory that was opened and shut again', '', /full may not be written to as it is/, {
    as: 'alice',
    setup: 'chmod 555 full',
    script: 'cd ~/truth; chmod u+w full; echo six >full/6; chmod u-w full',
  }),
  refused('a running service', 'systemctl enable --now ssh', live('systemctl')),
  refused('a program that the text does not show', 'p=systemctl; $p restart ssh || true', live('systemctl')),
  refused('a package', 'DEBIAN_FRONTEND=noninteractive apt-get install -y cron || true', live('apt-get')),
  refused('an attribute', `${SET} one user.note 31 || true`, /one has an attribute \(user.note\)/),
  refused(
    'an access list',
    `${SET} one system.posix_acl_access ${LIST} || true`,
    /attribute \(system.posix_acl_access\)/,
  ),
  refused('a copy of a file with an attribute', 'cp -a one kept', /kept has an attribute/, {
    setup: `${SET} one user.note 31`,
  }),
  refused('a new file under a default list', 'echo x >empty/x', /x has an attribute/, {
    setup: `${SET} empty system.posix_acl_default ${LIST}`,
  }),
  refused('a denied place', 'echo "alice ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/truth || true', /denied paths/),
  refused('a denied file', 'echo x >>/etc/shadow || true', /denied paths/),
  refused('a new account', 'useradd --system --home-dir /var/lib/truth truth || true', /useradd changes accounts/),
  refused('a new group', 'groupadd truth; usermod -aG truth alice', /(groupadd|usermod) changes accounts/),
  refused('a locked password', 'passwd -l bob; adduser --system truth', /(passwd|adduser) changes accounts/),
];
