import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const ADDRESS = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
const HOME = '/home/alice/races';
const SECRET = '/etc/llmos-races';
// a name of alice's own, a file and a link to what only root may read in turn; and a directory likewise
const RACING = `cd ${HOME}; while :; do ln -s ${SECRET}/secret l; mv -T l t; printf mine >f; mv -T f t
mv -T d e; ln -s ${SECRET} d; rm d; mv -T e d; done`;

describe.each(systems)('a person who exchanges names under the whole service, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf ${HOME} ${SECRET}; mkdir -m 755 ${SECRET}; printf the-secret >${SECRET}/secret; chmod 600 ${SECRET}/secret
install -d -o alice -g alice ${HOME} ${HOME}/d; printf mine >${HOME}/d/secret; chown alice: ${HOME}/d/secret`,
    );
  });
  afterAll(() => shIn(os, `rm -rf ${HOME} ${SECRET}`));

  // in one login session, with the race beside it; what the calls said comes back. more rounds than were asked for
  // where a slow machine let none through, since a race that nobody wins shows nothing
  async function rounds(calls: readonly string[], tries: number, through: string): Promise<string> {
    const round = calls.map(call => `busctl --timeout=30 call ${ADDRESS} ${call} 2>&1 || true`).join('\n');
    const script = `cd ${HOME}; : >said; (${RACING}) >/dev/null 2>&1 & racing=$!; trap 'kill $racing' EXIT
i=0; while [ $i -lt ${tries} ] || { [ $i -lt ${tries * 20} ] && ! grep -qF '${through}' said; }; do i=$((i+1))
{ ${round}\n} >>said; done; cat said`;
    return (await execIn(os, ['bash', '-c', script], { user: 'alice' })).stdout;
  }

  attack(
    'reads nothing that is not hers',
    {
      without: 'the worker that looks as the caller run as root: the secret was read',
      tries: 60,
      fast: 6,
      timeout: 600_000,
    },
    async ({ tries }) => {
      const calls = [`ReadFile 'sa{sv}' ${HOME}/t 0`, `ReadFile 'sa{sv}' ${HOME}/d/secret 0`];
      const said = await rounds(calls, tries / 2, '"mine"');
      expect(said).not.toContain('the-secret');
      expect(said, 'nothing was read at all').toContain('"mine"');
    },
  );

  attack(
    'writes nothing that is not hers',
    {
      without: 'the worker that writes as the caller run as root: a file was made beside the secret',
      tries: 60,
      fast: 6,
      timeout: 600_000,
    },
    async ({ tries }) => {
      const said = await rounds([`WriteFile 'ssa{sv}' ${HOME}/d/new-$i theirs 0`], tries, '"created" b true');
      expect(await shIn(os, `ls -A ${SECRET}; cat ${SECRET}/secret`)).toBe('secret\nthe-secret');
      expect(await shIn(os, `find ${HOME} -name '.llm-os-*'`)).toBe('');
      expect(said, 'nothing was written at all').toContain('"created" b true');
    },
  );
});
