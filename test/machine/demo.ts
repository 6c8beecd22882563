import { type System, execIn, shIn } from './driver.js';
import { Terminal } from './terminal.js';

// a cold start reads the model from disk, and the machine may have one slow core
const PLAN_MS = 900_000;

function show(text: string): void {
  const lines = text.trimEnd().split('\n');
  process.stdout.write(`${lines.map(line => `   | ${line.trimEnd()}`).join('\n')}\n`);
}

function check(what: string, holds: boolean): void {
  process.stdout.write(`   ${holds ? 'seen' : 'NOT SEEN'}: ${what}\n`);
  if (!holds) process.exitCode = 1;
}

/** types as alice would: yes to the plan, and her password where polkit asks for it */
async function ask(os: System, request: string, password: string | undefined): Promise<void> {
  process.stdout.write(`\nalice$ llmsh "${request}"\n`);
  const terminal = new Terminal(os, 'alice', ['llmsh', request]);
  try {
    await terminal.waitFor(/carry out this plan\?.*\]\s*$/i, PLAN_MS);
    terminal.type('y\n');
    if (password !== undefined) {
      await terminal.waitFor(/password:\s*$/i);
      terminal.type(`${password}\n`);
    }
    const status = await terminal.ended();
    show(terminal.transcript);
    check('a plan, and a question before anything ran', true);
    if (password !== undefined) check("polkit's password prompt on the terminal", true);
    check('llmsh ended with 0', status === 0);
  } catch (error) {
    show(error instanceof Error ? error.message : String(error));
    check('the plan carried out', false);
  } finally {
    await terminal.close();
  }
}

async function look(os: System, command: string): Promise<string> {
  process.stdout.write(`root# ${command}\n`);
  const ran = await execIn(os, ['sh', '-c', command]);
  show(ran.stdout + ran.stderr);
  return ran.stdout.trim();
}

async function play(os: System): Promise<void> {
  await shIn(os, 'rm -f /home/alice/hello.txt /etc/llm-os-demo.conf');
  const since = (await shIn(os, "date '+%F %T'")).trim();

  await ask(os, "Create a file named hello.txt with content 'world'", undefined);
  const own = await look(os, "stat -c '%U %a' /home/alice/hello.txt; cat /home/alice/hello.txt");
  check('hello.txt, owned by alice, with the content world', /^alice \d+\nworld$/.test(own));

  await ask(os, "Create the file /etc/llm-os-demo.conf with the content 'greeting = hello'", 'alice-password');
  const system = await look(os, "stat -c '%U %a' /etc/llm-os-demo.conf; cat /etc/llm-os-demo.conf");
  check('the file in /etc, owned by root', /^root 644\ngreeting = hello$/.test(system));

  const journal = await look(
    os,
    `journalctl --no-pager -q --since '${since}' LLMOS_ACTION=write-file _SYSTEMD_UNIT=llmos-operator.service`,
  );
  check('both writes in the journal', (journal.match(/write-file for uid 1000: done/g) ?? []).length >= 2);
}

const os = process.argv[2] === 'bookworm' ? 'bookworm' : 'trixie';
play(os).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
