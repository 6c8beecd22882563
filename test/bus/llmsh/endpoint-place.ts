import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { startWireServer, type WireReply, type WireServer } from '../../agent/endpoints/wire-server.js';
import { testUid } from '../../agent/shell/test-world.js';

export const KEY = 'secret-key-0123456789';
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach(step => step()));

export interface Place {
  readonly server: WireServer;
  readonly home: string;
  readonly keyFile: string;
  readonly env: Record<string, string>;
}

/** a person's own directory with one endpoint in their settings, and the endpoint */
export async function place(replies: readonly WireReply[], table = 'key_env = "BIG_KEY"', url = ''): Promise<Place> {
  const server = await startWireServer(...replies);
  const home = mkdtempSync(join(tmpdir(), 'llmsh-endpoint-'));
  undo.push(
    () => server.stop(),
    () => rmSync(home, { recursive: true, force: true }),
  );
  const keyFile = join(home, 'key');
  writeFileSync(keyFile, `${KEY}\n`, { mode: 0o600 });
  chownSync(keyFile, testUid(), testUid());
  mkdirSync(join(home, 'llm-os'));
  const head = `[models.big]\nkind = "openai"\nurl = "${url || server.url}"\nmodel = "m"\n`;
  writeFileSync(join(home, 'llm-os/llmsh.toml'), head + table.replace('KEYFILE', keyFile));
  const env = { XDG_CONFIG_HOME: home, XDG_STATE_HOME: join(home, 'state'), LLMOS_MODEL: 'big', BIG_KEY: KEY };
  return { server, home, keyFile, env };
}

/** as if the person it plays had written it */
export function agree({ home }: Place): void {
  const file = join(home, 'state/llm-os/consent.json');
  if (existsSync(file)) chownSync(file, testUid(), testUid());
}
