import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { installDesktop, isWithin, onDesktop, SCREEN, type Asking, type Dialog } from './desktop.js';
import { down, shIn, type System, up } from './driver.js';
import { sentenceOf, SPOOFS } from './spoofs.js';

// it shares the network of the host at first: a machine of its own
process.env['LLMOS_MACHINE'] = 'desktop';

const systems: readonly System[] = ['trixie'];
const FILE = '/etc/llmsh-desktop-test';
const PLAN = '/tmp/llmsh-desktop-plan.json';
const BUSCTL = 'busctl --system --allow-interactive-authorization=yes --timeout=120 call --'.split(' ');
const OPERATOR = ['org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1'];

const call = (keys: readonly string[], ...words: readonly string[]): Asking => ({
  argv: [...BUSCTL, ...OPERATOR, ...words],
  keys,
});
const TIMERS = ['apt-daily', 'apt-daily-upgrade', 'dpkg-db-backup', 'fstrim', 'man-db'].map(name => `${name}.timer`);
const AS_CALLER = ['1', 'tier', 's', 'caller'];
const runShell = (argument: string) => call(['Escape'], 'Exec', 'asa{sv}', '2', 'sh', argument, ...AS_CALLER);
const applied: Asking = { argv: ['llmsh', 'apply', '--yes', PLAN], keys: ['alice-password', 'Return'] };

// the question is the first text, and whole: in the window with all of its lines, with the buttons on the screen
function expectWhole(dialog: Dialog | null, question: string): void {
  expect(dialog?.texts[0]).toEqual(question);
  expect(dialog?.buttons.map(([name]) => name)).toEqual(['Cancel', 'Authenticate']);
  const { window = SCREEN, labels = [], buttons = [], entries = [] } = dialog ?? {};
  expect(entries).toHaveLength(1);
  for (const part of [...labels, ...entries, ...buttons.map(([, place]) => place)]) {
    expect([part, window, isWithin(part, window)]).toEqual([part, window, true]);
  }
  expect([window, isWithin(window, SCREEN)]).toEqual([window, true]);
}

// a third of a gigabyte is fetched for it: npm run attack
describe.runIf(full).each(systems)('the dialog of a desktop, on %s', os => {
  beforeAll(async () => {
    await up(os, '--net');
    await installDesktop(os);
  });
  afterAll(() => down(os));

  const plan = (steps: readonly object[]) =>
    shIn(os, `cat >${PLAN} <<'END'\n${JSON.stringify({ steps })}\nEND\nchmod 644 ${PLAN}; echo before >${FILE}`);
  const write = (path: string) => ({ action: 'write_file', path, content: 'after\n' });

  it('is shown for a protected write, and the right password lets it happen', async () => {
    await plan([write(FILE)]);
    const [done] = await onDesktop(os, [{ ...applied, picture: 'dialog.png' }]);
    expectWhole(
      done?.dialog ?? null,
      expect.stringMatching(/^The operator was asked to .*\/etc\/llmsh-desktop-test as root/),
    );
    expect([done?.status, await shIn(os, `cat ${FILE}`)]).toEqual([0, 'after\n']);
  });

  it('that is closed ends with 5, and nothing is written', async () => {
    await plan([write(FILE)]);
    const [done] = await onDesktop(os, [{ ...applied, keys: ['Escape'] }]);
    expect([done?.status, done?.error, await shIn(os, `cat ${FILE}`)]).toEqual([
      5,
      expect.stringMatching(/dismissed/),
      'before\n',
    ]);
  });

  attack(
    'a value draws, hides, turns round or adds lines and buttons in a dialog of the desktop',
    {
      without: 'with values as they are, lines of theirs stood in the dialog, and markup was gone',
      tries: SPOOFS.length,
    },
    async () => {
      const asked = SPOOFS.map(([, raw]) => runShell(raw));
      const shown = await onDesktop(
        os,
        asked.map((each, index) => (index === SPOOFS.length - 1 ? { ...each, picture: 'dialog-spoof.png' } : each)),
      );
      for (const [index, [name, , text]] of SPOOFS.entries()) {
        expect(shown[index]?.error, name).toMatch(/dismissed/);
        expectWhole(shown[index]?.dialog ?? null, sentenceOf(text));
      }
    },
  );

  attack(
    'a question is so long that the dialog loses its buttons',
    { without: 'with 2500 characters allowed, a button was beyond the screen', tries: 5 },
    async () => {
      const starts = TIMERS.map(unit => ['manage_unit', '2', 'unit', 's', unit, 'verb', 's', 'start']);
      const writes = (count: number, size: number) =>
        Array.from({ length: count }, (_, index) => {
          const path = `/etc/${index}${'x'.repeat(size)}`;
          return ['write_file', '2', 'path', 's', path, 'content', 's', 'x'];
        });
      const authorize = (...steps: readonly string[][]) =>
        call(['Escape'], 'AuthorizePlan', 'a(sa{sv})a{sv}', String(steps.length), ...steps.flat(), '0');
      await plan([write(FILE), { action: 'manage_unit', unit: TIMERS[0], verb: 'start' }, write('/etc/motd')]);
      const shown = await onDesktop(os, [
        { ...applied, keys: ['Escape'], picture: 'dialog-plan.png' },
        runShell('x '.repeat(190)),
        authorize(...starts, ...writes(3, 50)),
        authorize(...starts, ...writes(3, 120)),
        authorize(...starts, ...writes(4, 1)),
      ]);
      const [three, longest, eight, ...tooLong] = shown.map(({ dialog }) => dialog);
      expectWhole(
        three ?? null,
        expect.stringMatching(/these 3 steps.*\n1\. write .*\n2\. start .*\n3\. (write|create) .*\/etc\/motd/),
      );
      expectWhole(longest ?? null, sentenceOf('x '.repeat(190)));
      expectWhole(
        eight ?? null,
        expect.stringMatching(/these 8 steps(.*\n){8}8\. create the file \/etc\/2x{50} as root/),
      );
      expect(tooLong).toEqual([null, null]);
      for (const { error } of shown.slice(3)) expect(error).toMatch(/a prompt shows at most/);
    },
  );
});
