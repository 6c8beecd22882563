import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';

const os: System = 'trixie';
const TARGET = '/etc/llmsh-desktop-test';
const PLAN = '/tmp/llmsh-desktop-plan.json';
const STEPS = JSON.stringify({ steps: [{ action: 'write_file', path: TARGET, content: 'after\n' }] });
const PACKAGES = 'xvfb xauth mate-polkit xdotool imagemagick fonts-dejavu-core';
const SCRIPT = readFileSync(join(import.meta.dirname, 'desktop.sh'));

// a desktop is a third of a gigabyte that no other test needs, so only a machine with a network gets one
const INSTALL = `test -x /usr/libexec/polkit-mate-authentication-agent-1 ||
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${PACKAGES}; } >/dev/null 2>&1`;

describe('a desktop that asks by itself', () => {
  let desktop = false;

  beforeAll(async () => {
    await up(os);
    desktop = (await execIn(os, ['timeout', '300', 'sh', '-c', INSTALL])).status === 0;
  });

  async function apply(...keys: string[]): Promise<{ status: number; stderr: string; content: string }> {
    await shIn(os, `echo before >${TARGET}; printf '%s' '${STEPS}' >${PLAN}; chmod 644 ${PLAN}`);
    await execIn(os, ['sh', '-c', 'cat >/tmp/desktop.sh'], { input: SCRIPT });
    const { status, stderr } = await execIn(os, ['sh', '/tmp/desktop.sh', PLAN, ...keys], { user: 'alice' });
    return { status, stderr, content: await shIn(os, `cat ${TARGET}`) };
  }

  it('shows its own dialog for a protected write, and the right password lets it happen', async ({ skip }) => {
    skip(!desktop, 'no desktop in the machine: npm run machine -- up --net');
    const done = await apply('alice-password', 'Return');
    expect([done.status, done.content]).toEqual([0, 'after\n']);
    const picture = await execIn(os, ['sh', '-c', 'head -c 4 /home/alice/dialog.png | tail -c 3']);
    expect(picture.stdout).toBe('PNG');
  });

  it('that is closed ends with 5, and nothing is written', async ({ skip }) => {
    skip(!desktop, 'no desktop in the machine: npm run machine -- up --net');
    const done = await apply('Escape');
    expect([done.status, done.content]).toEqual([5, 'before\n']);
    expect(done.stderr).toMatch(/dismissed/);
  });
});
