import { execIn, type System } from './driver.js';

// a command for each listed program whose answer holds still, or a part of it that does
export const SAME: readonly (readonly [command: string, keep?: RegExp])[] = [
  ['ls -la /home/alice/seen'],
  ['cat /home/alice/seen/a.txt'],
  ['head -n 1 /home/alice/seen/a.txt'],
  ['tail -n 1 /home/alice/seen/a.txt'],
  ['wc /home/alice/seen/a.txt'],
  ['grep -rn two /home/alice/seen'],
  ['find /home/alice/seen /tmp/seen -name a*'],
  ['du -sb /home/alice/seen'],
  ['stat /home/alice/seen/a.txt', /^(?!Access: \d|Device| Birth).*$/gm],
  ['file /home/alice/seen/a.txt'],
  ['sort -r /home/alice/seen/a.txt'],
  ['uniq -c /home/alice/seen/a.txt'],
  ['cut -c1 /home/alice/seen/a.txt'],
  ['diff /home/alice/seen/a.txt /home/alice/seen/b.txt'],
  ['cmp /home/alice/seen/a.txt /home/alice/seen/b.txt'],
  ['comm /home/alice/seen/a.txt /home/alice/seen/a.txt'],
  ['realpath /home/alice/seen/link'],
  ['readlink /home/alice/seen/link'],
  ['sha256sum /home/alice/seen/a.txt'],
  ['md5sum /home/alice/seen/a.txt'],
  ['whoami'],
  ['echo one two'],
  ['printf %s|%d one 2'],
  ['true'],
  ['false'],
  ['seq 3'],
  ['basename /a/b'],
  ['dirname /a/b'],
  ['date +%Y-%m-%d'],
  ['uname -a'],
  ['arch'],
  ['hostname'],
  ['which ls'],
  ['getconf PAGESIZE'],
  ['locale -a'],
  ['lsb_release -a'],
  ['dpkg-query -W bash'],
  ['apt-cache policy bash'],
  ['free -b', /^(Mem|Swap): +\d+/gm],
  ['uptime', /up|\d+ users?/g],
  ['df --output=source,size,target /'],
  ['lscpu', /^(Architecture|CPU\(s\)|Model name|Vendor ID|L\d.*|NUMA.*).*$/gm],
  ['lsmem'],
  ['lsblk -o NAME,SIZE,TYPE'],
  ['nproc'],
  ['vmstat --stats', /total memory|total swap/g],
  ['ip -o addr show'],
  ['ip route show table all'],
  ['ss -tuln'],
];

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

// one login for all of it: each command as it is, and through the operator
const BOTH = String.raw`
import json, subprocess, sys
call = 'busctl --system --timeout=60 --json=short call -- org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 Exec asa{sv}'
for command in json.load(sys.stdin):
    argv = command.split(' ')
    outside = subprocess.run(argv, capture_output=True, stdin=subprocess.DEVNULL)
    inside = subprocess.run([*call.split(), str(len(argv)), *argv, '0'], capture_output=True)
    print(json.dumps({'command': command, 'inside': inside.stdout.decode() or inside.stderr.decode(),
        'outside': {'status': outside.returncode, 'stdout': outside.stdout.decode(), 'stderr': outside.stderr.decode()}}))
`;

export interface Pair {
  readonly inside: Answer;
  readonly outside: Answer;
}

/** results of each command inside its cage and outside, as alice */
export async function compareAll(os: System): Promise<ReadonlyMap<string, Pair>> {
  const input = JSON.stringify(SAME.map(([command]) => command));
  const ran = await execIn(os, ['python3', '-c', BOTH], { user: 'alice', input });
  const lines: { command: string; inside: string; outside: Answer }[] = ran.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return new Map(lines.map(({ command, inside, outside }) => [command, { inside: parseReply(inside), outside }]));
}

function parseReply(text: string): Answer {
  if (!text.startsWith('{')) return { status: -1, stdout: '', stderr: text };
  const [status, stdout, stderr] = JSON.parse(text).data;
  return { status, stdout, stderr };
}
