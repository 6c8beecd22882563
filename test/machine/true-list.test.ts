import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type System } from './driver.js';
import { toLines, type Difference } from './true-list/compare.js';
import { EXCLUDED } from './true-list/excluded.js';
import { FILES } from './true-list/files.js';
import { INSTALLERS } from './true-list/installers.js';
import { OWN } from './true-list/own.js';
import { REFUSED } from './true-list/refused.js';
import { ALICES_TREE, layOut, ROOTS_TREE, type Row } from './true-list/rows.js';
import { SYSTEM } from './true-list/system.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const rows: readonly Row[] = [...FILES, ...SYSTEM, ...OWN, ...INSTALLERS, ...REFUSED];
const listed = rows.filter(({ refused }) => refused === undefined);

const RULES = '/etc/polkit-1/rules.d/10-test-true-list.rules';
// the interpreter of debian's polkit knows no arrow functions
const RULE = `polkit.addRule(function (action, subject) {
  if (subject.user == "alice" && /^org.llmos.operator1.(apply|undo)-own-/.test(action.id)) return polkit.Result.YES;
});`;
const PLACE = '/var/lib/llm-os/true-list';

interface Said {
  readonly name: string;
  readonly trouble?: string;
  /** text of a refusal */
  readonly refused?: string;
  readonly told: {
    readonly exit_status: number;
    readonly stderr: string;
    readonly changes: readonly Difference[];
  } | null;
  /** changes of the machine by the rehearsal, or by applying it */
  readonly applied: readonly Difference[];
  /** reason for which it could not be undone */
  readonly undo?: string;
  /** differences from before after it was undone */
  readonly left?: readonly Difference[];
  readonly status?: number;
  readonly stderr?: string;
  /** changes of the machine when the script ran there */
  readonly real?: readonly Difference[];
}

it('forty scripts at least are listed', () => {
  expect(listed.length).toBeGreaterThanOrEqual(40);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

describe.each(systems)('the list of a rehearsal, %s', os => {
  const said = new Map<string, Said>();

  beforeAll(async () => {
    await up(os);
    // directories that root made there for other tests are none that a person's script can write to
    await shIn(os, 'rm -rf /home/alice/.local /home/alice/.config');
    await shIn(os, `cat >${RULES} <<'END'\n${RULE}\nEND\nchmod 644 ${RULES}; mkdir -p ${PLACE}; sleep 2`);
    for (const name of ['snapshot.py', 'asking.py', 'drive.py']) {
      const input = readFileSync(new URL(`true-list/${name}`, import.meta.url));
      await execIn(os, ['sh', '-c', `cat >${PLACE}/${name}`], { input });
    }
    const asked = rows.map(row => ({
      name: row.name,
      as: row.as ?? 'root',
      script: row.script,
      setup: layOut(row),
      apply: row.unapplied === undefined,
    }));
    const input = JSON.stringify({ excluded: Object.keys(EXCLUDED), rows: asked });
    const ran = await execIn(os, ['python3', '-B', `${PLACE}/drive.py`], { input });
    for (const line of ran.stdout.split('\n').filter(Boolean)) {
      const one: Said = JSON.parse(line);
      said.set(one.name, one);
    }
    expect(ran.stderr).toBe('');
  });

  afterAll(async () => {
    // those that did not run left nothing, and kept no copy of what was there
    const ran = rows.filter(({ name }) => said.has(name));
    const cleanups = ran.flatMap(({ cleanup }) => cleanup ?? []).map(cleanup => `( ${cleanup} )`);
    await execIn(os, ['sh', '-c', [...cleanups, `rm -rf ${ROOTS_TREE} ${ALICES_TREE} ${PLACE} ${RULES}`].join('\n')]);
  });

  const of = (name: string): Said => {
    const one = said.get(name);
    if (!one || one.trouble !== undefined) throw new Error(`${name}: ${one?.trouble ?? 'the run ended before it'}`);
    return one;
  };

  it.each(listed.map(row => [row.name, row] as const))(
    'is true: %s',
    (name, { unapplied, empty = false, status: expected = 0 }) => {
      const { refused = '', told, real = [], status, stderr, applied, undo, left = [] } = of(name);
      expect(refused).toBe('');
      const list = toLines(told?.changes ?? []);
      expect(list).toEqual(toLines(real));
      expect(list.length === 0).toBe(empty);
      expect([told?.exit_status, status], `${told?.stderr}, and for real ${stderr}`).toEqual([expected, expected]);
      expect(toLines(applied)).toEqual(unapplied === undefined ? list : []);
      expect(undo ?? '').toBe('');
      expect(toLines(left)).toEqual([]);
    },
  );

  it.each(REFUSED.map(row => [row.name, row.refused] as const))('is refused: %s', (name, refused) => {
    const { refused: text, applied } = of(name);
    expect(text).toMatch(refused ?? /never/);
    expect(toLines(applied)).toEqual([]);
  });
});
