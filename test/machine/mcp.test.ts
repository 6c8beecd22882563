import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const VERSIONS = ['2026-07-28', '2025-11-25'] as const;
const TARGET = '/srv/llmsh-mcp-test';
const CLIENT = '/tmp/mcp-client.mjs';
const NODE = '/usr/lib/llm-os/node';

/** the client with all that it needs, in one file: the machine has none of it */
async function bundle(): Promise<string> {
  const built = await build({
    entryPoints: ['test/machine/mcp-client.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return built.outputFiles[0]?.text ?? '';
}

function said(transcript: string, what: string): string {
  return transcript.split('\n').find(line => line.startsWith(`${what}: `)) ?? '';
}

describe.each(systems)('the official mcp client, %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${CLIENT} && chmod 644 ${CLIENT}`], { input: await bundle() });
  });

  it.each(VERSIONS)('%s lists, previews, and writes a protected file after a typed password', async version => {
    await shIn(os, `rm -f ${TARGET}`);
    const terminal = new Terminal(os, 'alice', [NODE, CLIENT, version, TARGET]);
    const before = await terminal.waitFor(/Password: /);
    await new Promise(resolve => setTimeout(resolve, 1000));
    expect((await execIn(os, ['test', '-e', TARGET])).status).toBe(1);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(said(terminal.transcript, 'version')).toBe(`version: "${version}"`);
    expect(said(terminal.transcript, 'tools')).toMatch(/"write_file".*"preview"/);
    expect(said(terminal.transcript, 'preview')).toMatch(/"authorization":"challenge"/);
    // asked through the client as well, which alone would have done nothing
    expect(said(terminal.transcript, 'asked')).toMatch(/llmsh-mcp-test.*polkit decides after that/);
    expect(before).toContain(TARGET);
    expect(said(terminal.transcript, 'written')).toMatch(/"error":false/);
    expect(await shIn(os, `cat ${TARGET}; stat -c %U ${TARGET}`)).toBe(`written by ${version}\nroot\n`);
  });

  it('a wrong password writes nothing, whatever the client was told', async () => {
    await shIn(os, `rm -f ${TARGET}`);
    const terminal = new Terminal(os, 'alice', [NODE, CLIENT, '2026-07-28', TARGET]);
    await terminal.waitFor(/Password: /);
    await new Promise(resolve => setTimeout(resolve, 1000));
    terminal.type('wrong-password\n');
    await terminal.ended();
    expect(said(terminal.transcript, 'written')).toMatch(/"error":true.*not-authorized/);
    expect((await execIn(os, ['test', '-e', TARGET])).status).toBe(1);
  });

  it('without anybody to ask it refuses, and names who could: pkttyagent for exactly this process', async () => {
    await shIn(os, `rm -f ${TARGET}`);
    const ran = await execIn(os, [NODE, CLIENT, '2025-11-25', TARGET, '--no-agent'], { user: 'alice' });
    const written = said(ran.stdout, 'written');
    const [, pid = ''] = /"pid":(\d+)/.exec(written) ?? [];
    expect(written).toMatch(/"error":true/);
    expect(written).toContain(`pkttyagent --process ${pid}`);
    expect((await execIn(os, ['test', '-e', TARGET])).status).toBe(1);
  });
});
