import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findModel } from '../../agent/models/table.js';
import { loadCard } from '../../agent/reflex/card.js';
import { execIn, shIn, up, type Ran, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -y -q';
const ADAPTER = `/usr/share/llm-os/models/${loadCard()?.adapter.file}`;
const NO_MODEL = 8;
const SETTINGS = '/etc/llm-os/llmsh.toml';

const asAlice = (os: System, script: string): Promise<Ran> => execIn(os, ['sh', '-c', script], { user: 'alice' });
const ask = (os: System, request: string): Promise<Ran> => asAlice(os, `llmsh --json '${request}' </dev/null`);

// only what the package brings: no model of the machine's, and an agent that has loaded nothing yet
const ALONE = 'mount -t tmpfs -o mode=755 none /var/lib/llm-os/models';
const FORGET = 'systemctl --user stop llmos-agent.service';

describe.each(systems)('the package llm-os-reflex alone, without a network and without a larger model, on %s', os => {
  beforeAll(async () => {
    execFileSync('sh', ['packaging/reflex/build.sh'], { stdio: 'pipe' });
    await up(os);
    const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
    const input = readFileSync(join('build/reflex', `llm-os-reflex_${version}_all.deb`));
    await execIn(os, ['sh', '-c', 'cat >/var/tmp/llm-os-reflex.deb'], { input });
    await shIn(os, `${APT} install /var/tmp/llm-os-reflex.deb; rm /var/tmp/llm-os-reflex.deb; ${ALONE}`);
    // off unless somebody turns it on
    await shIn(os, `cp -p ${SETTINGS} ${SETTINGS}.before; sed -i '1i reflex = "on"' ${SETTINGS}`);
    await asAlice(os, FORGET);
  });
  afterAll(async () => {
    await shIn(os, `mv ${SETTINGS}.before ${SETTINGS}`);
    await shIn(os, `umount /var/lib/llm-os/models; ${APT} purge llm-os-reflex`);
    await asAlice(os, FORGET);
  });

  it('plans in the caged agent, is named as who planned, and the plan is carried out', async () => {
    const ran = await ask(os, 'show me /etc/hostname');
    expect(ran.status, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      planner: 'reflex',
      steps: [{ action: 'read_file', status: 'done' }],
    });
    const shown = await asAlice(os, "llmsh 'show me /etc/hostname' </dev/null");
    expect(shown.stdout.startsWith(await shIn(os, 'cat /etc/hostname'))).toBe(true);
    const caged = await asAlice(os, 'systemctl --user show -p MainPID --value llmos-agent.service');
    expect(await shIn(os, `ls -l /proc/${caged.stdout.trim()}/ns/net; ls -l /proc/1/ns/net`)).toMatch(
      /net:\[(\d+)\]\n.*net:\[(?!\1)/,
    );
  });

  it('leaves what it is not sure of, and how to get the larger model is told', async () => {
    const ran = await ask(os, 'why is the sky blue?');
    expect(ran.status).toBe(NO_MODEL);
    expect(ran.stdout + ran.stderr).toMatch(/the small model did not plan this .*llmsh model pull/);
  });

  it('sees a larger model that comes while it is in memory', async () => {
    const models = '/home/alice/.local/share/llm-os/models';
    expect((await asAlice(os, 'systemctl --user is-active llmos-agent.service')).stdout).toBe('active\n');
    const { file, bytes } = findModel('default') ?? {};
    // as llmsh model pull does, which makes what is not there; of the right size, so that only the agent finds it wrong
    await asAlice(os, `mkdir -p ${models}; truncate -s ${bytes} ${models}/${file}`);
    const ran = await ask(os, 'why is the sky blue?');
    expect(ran.stdout + ran.stderr).toMatch(/its sha256 is \w+/);
    await shIn(os, `rm -r ${models}`);
    await asAlice(os, FORGET);
  });

  it('is told of by llmsh doctor', async () => {
    const said = await asAlice(os, 'llmsh doctor');
    expect(said.stdout).toMatch(/^ok +reflex: .*whole; it plans what it is sure of/m);
    // a missing larger model is a warning, and does not fail the check
    expect(said.stdout).toMatch(/^warning +model: .*\n +llmsh model pull default$/m);
    expect(said.status).toBe(0);
  });

  it('is not loaded with a bit of its adapter changed', async () => {
    await shIn(os, `cp ${ADAPTER} /var/tmp/kept; printf '\\377' | dd of=${ADAPTER} bs=1 seek=5000000 conv=notrunc`);
    try {
      await asAlice(os, FORGET);
      const ran = await ask(os, 'show me /etc/hostname');
      expect(ran.status).toBe(NO_MODEL);
      const said = await asAlice(os, 'llmsh doctor');
      expect(said.stdout + said.stderr).toMatch(/^broken +reflex: .*\n +install llm-os-reflex again$/m);
    } finally {
      await shIn(os, `mv /var/tmp/kept ${ADAPTER}`);
    }
  });
});
