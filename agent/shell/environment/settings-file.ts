import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, ShellError } from './exit-codes.js';
import { ownSettingsPath } from './settings.js';
import type { Terminal } from './environment.js';

/** sets `model` in the person's own file, root's in the machine's, and leaves every other line as it is */
export async function chooseModel(name: string, terminal: Terminal): Promise<string> {
  const path = terminal.uid === 0 ? join(terminal.root, 'etc/llm-os/llmsh.toml') : ownSettingsPath(terminal);
  const before = await readFile(path, 'utf8').catch(() => '');
  try {
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.new`;
    await writeFile(partial, setKey(before, 'model', name));
    await rename(partial, path);
  } catch {
    throw new ShellError(EXIT.failed, `${path} could not be written; make its directory writable`);
  }
  return path;
}

/** only above the first table is a key a setting */
export function setKey(text: string, key: string, value: string): string {
  const line = `${key} = ${JSON.stringify(value)}`;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const table = lines.findIndex(candidate => /^\s*\[/.test(candidate));
  const end = table < 0 ? lines.length : table;
  const at = lines.findIndex((candidate, index) => index < end && new RegExp(`^\\s*${key}\\s*=`).test(candidate));
  if (at >= 0) lines[at] = line;
  else lines.splice(end, 0, line);
  return `${lines.join('\n')}\n`;
}
