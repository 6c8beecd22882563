import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '../../../../helper/call/types.js';
import type { UnitRequest } from '../../../../helper/system/units/unit-starter.js';
import { FakeSettings } from '../../system/fake-settings.js';
import { FakeUnits, type FakeAnswer } from '../../system/fake-units.js';
import { makeContext } from '../contexts.js';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
alice:x:1000:1000:Alice:/home/alice:/bin/bash
bob:x:1001:1001:Bob,,,:/home/bob:/bin/bash
carol:x:1002:1002::/home/carol:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const GROUP = `root:x:0:
sudo:x:27:alice
docker:x:998:bob
plugdev:x:46:
adm:x:4:
alice:x:1000:
bob:x:1001:
carol:x:1002:
printers:x:500:
`;
const SHADOW = 'bob:$y$secret-hash-of-bob:20000:0:99999:7:::\n';

/** files of accounts in a directory of their own, and programs that answer as the test says */
export class AccountBench {
  readonly root = mkdtempSync(join(tmpdir(), 'accounts-test-'));
  readonly units: FakeUnits;
  answers: (argv: readonly string[]) => FakeAnswer | undefined = () => undefined;
  sessions: readonly (readonly unknown[])[] = [];

  constructor() {
    this.write('passwd', PASSWD);
    this.write('group', GROUP);
    this.write('shells', '# valid\n/bin/sh\n/bin/bash\n/usr/bin/fish\n');
    this.write('login.defs', 'UID_MIN\t\t 1000\nUID_MAX\t\t60000\n');
    this.write('subuid', 'bob:165536:65536\n');
    this.write('subgid', 'bob:165536:65536\n');
    this.units = new FakeUnits(request => this.answers(request.argv) ?? standard(request));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.root, name), text);
  }

  context(subject: Partial<Subject> = {}) {
    const values = { ScheduledShutdown: ['', 2n ** 64n - 1n] };
    const methods = { ListSessions: () => [this.sessions], ListInhibitors: () => [[]] };
    const bus = new FakeSettings({ 'org.freedesktop.login1': { values, methods } });
    return makeContext({ units: this.units, bus, subject });
  }

  /** programs that ran, each as one line, but for those that only look */
  ran(): string[] {
    return this.units.requests
      .map(({ argv }) => argv.join(' ').replace(/^\/usr\/s?bin\//, ''))
      .filter(line => !/^(getent|stat|passwd --status|chage --iso8601)/.test(line));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function standard({ argv }: UnitRequest): FakeAnswer {
  const line = argv.join(' ');
  if (line.startsWith('/usr/bin/getent passwd bob')) return { stdout: 'bob:x:1001:1001:Bob,,,:/home/bob:/bin/bash\n' };
  if (line.startsWith('/usr/bin/getent shadow bob')) return { stdout: SHADOW };
  if (line.startsWith('/usr/bin/stat'))
    return { stdout: line.endsWith('/home') ? 'directory|0|755\n' : 'directory|1001|700\n' };
  if (line.startsWith('/usr/bin/passwd --status')) return { stdout: 'bob P 2026-11-28 0 99999 7 -1\n' };
  if (line.startsWith('/usr/bin/chage --iso8601')) return { stdout: 'Account expires\t\t\t\t: never\n' };
  return {};
}
