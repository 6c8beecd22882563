import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type System } from './driver.js';

const PLACE = '/var/lib/llm-os/models/prefixes';
// the smallest model, which is below the floor for plans
const REQUEST = ['env', 'LLMOS_BELOW_FLOOR=1', 'llmsh', '--model', 'tiny', '--plan-only', 'show /etc/hostname'];
const PREPARE = 'llmsh model prepare tiny --system';

describe.each<System>(['trixie', 'bookworm'])('a model that is prepared for everybody, on %s', os => {
  beforeAll(async () => {
    await up(os);
    // the models are those of the host, and cannot be written to
    await shIn(os, `mount -t tmpfs -o mode=0755 none ${PLACE}; ${PREPARE}`);
  });
  afterAll(() => execIn(os, ['umount', PLACE]));

  /** how many tokens the agent of a new process restored for a person's request; 0 where it has to read them */
  async function restoredFor(user: string): Promise<number> {
    const fresh = 'systemctl --user stop llmos-agent.service; rm -rf ~/.cache/llm-os/prefixes; date +%s.%N';
    const since = (await execIn(os, ['sh', '-c', fresh], { user })).stdout.trim();
    await execIn(os, ['timeout', '-s', 'INT', '120', ...REQUEST], { user });
    const uid = (await shIn(os, `id -u ${user}`)).trim();
    const journal = await shIn(
      os,
      `journalctl --no-pager -o cat --since=@${since} _UID=${uid} | grep 'prefix restored'`,
    );
    const [first = '{}'] = journal.trim().split('\n');
    return (JSON.parse(first) as { tokens: number }).tokens;
  }

  it('keeps what the lent uid wrote as files of root that everybody can read, and nothing else', async () => {
    const listed = await shIn(os, `stat -c '%U:%G %a %F' ${PLACE}/* | sort -u`);
    expect(listed).toBe('root:root 644 regular file\n');
    expect(await shIn(os, 'ls -A /var/cache/private; ls -A /run/llmos-prepare 2>/dev/null || true')).toBe('');
    expect(await shIn(os, 'systemctl is-active llmos-prepare.service llmos-prepare.socket || true')).not.toMatch(
      /^active/m,
    );
    expect(await shIn(os, 'llmsh model list')).toMatch(/tiny .*\n.*\n +prepared for everybody, \d+ MB/);
  });

  it('was evaluated in a cage that was whole', async () => {
    const journal = await shIn(os, 'journalctl -b --no-pager -o cat -u llmos-prepare.service');
    expect(journal).toContain('model loaded');
    expect(journal).not.toMatch(/running without a cage|no model is loaded/);
  });

  it('reads nothing twice, neither for root nor for people', async () => {
    const again = await execIn(os, ['sh', '-c', PREPARE]);
    expect(again).toMatchObject({ status: 0, stderr: expect.not.stringContaining('reading') });
    expect(await restoredFor('alice')).toBeGreaterThan(1000);
    expect(await restoredFor('bob')).toBeGreaterThan(1000);
  });

  it('does not count where somebody else can write, and says so', async () => {
    await shIn(os, `chmod 0777 ${PLACE}`);
    const seen = await execIn(os, ['llmsh', 'doctor'], { user: 'alice' });
    expect(await restoredFor('alice')).toBe(0);
    await shIn(os, `chmod 0755 ${PLACE}`);
    expect(seen.stdout).toContain("is not root's alone and not used");
  });

  it('is prepared for everybody by root alone', async () => {
    const asked = await execIn(os, ['sh', '-c', PREPARE], { user: 'alice' });
    expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining('it needs root') });
  });
});
