import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resemblingNames } from '../../../agent/draft/machine-names.js';
import { findProcesses } from '../../../agent/shell/environment/processes.js';

const root = mkdtempSync(join(tmpdir(), 'llmsh-machine-'));

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

put('usr/lib/systemd/system/nginx.service');
put('usr/lib/systemd/system/postgresql.service');
put('etc/passwd', 'root:x:0:0::/root:/bin/sh\nmatilda:x:1000:1000::/home/matilda:/bin/sh\n');
put('var/lib/dpkg/info/inkscape.list');
put('proc/41/comm', 'firefox\n');
put('proc/41/cmdline', '/usr/bin/firefox\0--new-window\0');
put('proc/42/comm', 'bash\n');

afterAll(() => rmSync(root, { recursive: true }));

describe('resemblingNames', () => {
  it.each([
    ['restart ngnix', ['nginx.service']],
    ['restart postgres', ['postgresql.service']],
    ['lock the account of mathilda', ['matilda']],
    ['remove inkskape', ['inkscape']],
    ['restart nginx', []],
    ['what time is it?', []],
  ])('%s', (request, names) => expect(resemblingNames(request, root)).toEqual(names));

  it('takes a text of many words in a moment', () => {
    const started = performance.now();
    resemblingNames(
      'word '.repeat(20_000) + Array.from({ length: 5000 }, (_, index) => `w${index}ord`).join(' '),
      root,
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('findProcesses', () => {
  it('finds by name and by a part of the command line, and survives what ended', () => {
    expect(findProcesses(root, 'name', 'firefox')).toEqual([41]);
    expect(findProcesses(root, 'pattern', '--new-window')).toEqual([41]);
    expect(findProcesses(root, 'name', 'nobody')).toEqual([]);
  });
});
