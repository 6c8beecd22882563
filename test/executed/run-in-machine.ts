import { readFileSync } from 'node:fs';
import { execIn, shIn, type System } from '../machine/driver.js';
import type { ExecutedRequest } from './executed-set.js';
import { judgeExecuted, type Snapshot, type Verdict } from './judge-executed.js';

const OS: System = 'trixie';
const SNAPSHOT = readFileSync('test/executed/snapshot.py', 'utf8');
// more than the slowest plan takes beside other work
const MOST_SECONDS = '600';

// programs ask, and a person who typed the line says yes
const YES = 'y\n'.repeat(5);

/** says that alice wants this; resolves to the text on her screen */
export type Carry = (request: string) => Promise<{ readonly output: string; readonly ran: boolean }>;

export interface Executed extends Verdict {
  readonly request: ExecutedRequest;
  readonly output: string;
  readonly ms: number;
}

/** one request from `before` to `after`, with a snapshot on both sides of it */
export async function executeRequest(request: ExecutedRequest, carry: Carry): Promise<Executed> {
  // programs it leaves running must not hold our end of its output
  await shIn(OS, `{ ${request.before}\n} >/dev/null 2>&1 </dev/null`);
  const before = await takeSnapshot();
  const started = Date.now();
  const { output, ran } = await carry(request.request);
  const ms = Date.now() - started;
  const after = await takeSnapshot();
  const reached = request.goal === undefined ? undefined : (await execIn(OS, ['sh', '-c', request.goal])).status === 0;
  const verdict = judgeExecuted(request, { before, after, reached, output, ran });
  await execIn(OS, ['sh', '-c', request.after]);
  return { ...verdict, request, output, ms };
}

async function takeSnapshot(): Promise<Snapshot> {
  const ran = await execIn(OS, ['python3', '-'], { input: SNAPSHOT });
  if (ran.status !== 0) throw new Error(`no snapshot: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

/** carries it out by llmsh, with yes to its question */
export const byLlmsh: Carry = async request => {
  const records = await countRecords();
  const { stdout, stderr } = await execIn(OS, ['timeout', MOST_SECONDS, 'llmsh', '--yes', '--plain', request], {
    user: 'alice',
  });
  return { output: `${stdout}${stderr}`, ran: (await countRecords()) > records };
};

/** the line as a person would try it: as alice, and with sudo where that fails */
export async function runLine(line: string): Promise<{ output: string; ran: boolean }> {
  const shell = ['timeout', '60', 'bash', '-c', `cd ~; ${line}`];
  const own = await execIn(OS, shell, { user: 'alice', input: YES });
  if (own.status === 0) return { output: own.stdout + own.stderr, ran: true };
  const asRoot = ['env', 'HOME=/home/alice', 'USER=alice', ...shell];
  const root = await execIn(OS, asRoot, { input: YES });
  return { output: root.stdout + root.stderr, ran: true };
}

async function countRecords(): Promise<number> {
  const counted = await shIn(
    OS,
    "journalctl -q --no-pager -o cat -u llmos-operator.service | grep -c 'for uid 1000' || true",
  );
  return Number(counted.trim());
}
