import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** every package that a file of ours has loaded before its first line runs */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, names = '', from = ''] of text.matchAll(/^(?:import|export) ([^;]*?)from '([^']+)';/gm)) {
    if (names.startsWith('type ')) continue;
    const inner = join(dirname(file), from.replace(/\.js$/, '.ts'));
    if (from.startsWith('.') && existsSync(inner)) loadedBy(inner, seen);
    else seen.add(from);
  }
  return seen;
}

describe('what starts', () => {
  it('llmsh loads no client of an endpoint, no model library and no bus before it knows its words', () => {
    const loaded = [...loadedBy('agent/shell/main.ts'), ...loadedBy('agent/shell/run-shell.ts')];
    expect(loaded).toContain('commander');
    expect(loaded.filter(name => /^@ai-sdk|^node-llama-cpp|^execa|^undici/.test(name))).toEqual([]);
  });

  it('a request to the model of this machine loads no client of an endpoint', () => {
    const loaded = [...loadedBy('agent/shell/commands/request-command.ts')];
    expect(loaded).toContain('node:http');
    expect(loaded.filter(name => /^@ai-sdk|^node-llama-cpp|^undici/.test(name))).toEqual([]);
    expect([...loadedBy('agent/endpoints/client.ts')].join()).toMatch(/@ai-sdk/);
  });

  it('the agent, which has no network, has no client of one either', () => {
    expect([...loadedBy('agent/server/main.ts'), ...loadedBy('agent/server/engine.ts')].join()).not.toMatch(
      /@ai-sdk|undici/,
    );
  });
});
