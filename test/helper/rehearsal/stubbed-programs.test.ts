import { describe, expect, test } from 'vitest';
import { findLive } from '../../../helper/rehearsal/find-live.js';
import { STUBBED_PROGRAMS, whyRefused } from '../../../helper/rehearsal/stubbed-programs.js';

describe('programs that no copy shows the work of', () => {
  test.each([
    ['systemctl restart ssh', 'systemctl'],
    ['true && sudo -n /usr/bin/systemctl enable --now ssh', 'systemctl'],
    ['echo --root=/; systemctl enable ssh', 'systemctl'],
    ['if true; then mount /mnt; fi', 'mount'],
    ['systemctl --root=/ enable ssh', undefined],
    ['systemctl --root /srv/tree mask ssh', undefined],
    // found where they are called, if they are
    ['id app || useradd app', undefined],
    ['echo systemctl', undefined],
  ])('%s', (script, name) => {
    expect(findLive(script)).toBe(name);
  });

  test.each([
    ['mount', 'mount acts on the running system'],
    ['useradd', 'useradd changes accounts'],
    ['runuser', 'runuser runs a command as somebody else'],
    ['setfacl', 'setfacl sets attributes'],
  ])('%s is refused with its reason', (name, text) => {
    expect(STUBBED_PROGRAMS).toContain(name);
    expect(whyRefused(name)).toContain(text);
  });
});
