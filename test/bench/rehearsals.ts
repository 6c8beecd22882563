import { inMachine, timings } from './machine.js';
import { median, type Measured } from './row.js';

const OPERATOR = ['org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1'];
const CALL = ['busctl', '--system', '--timeout=300', 'call', ...OPERATOR];
const ROUNDS = 5;

/** a rehearsal of true as the caller against a look at true, which has a cage of its own as well */
export async function rehearsalOfTrue(): Promise<Measured> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const ask = async (method: string) =>
    await timings(['time', '3', ...CALL.toSpliced(1, 0, '--quiet'), method, 'sa{sv}', '/bin/true', '0'], 'alice');
  // the walls are proved once per boot: not what is measured here
  for (const method of ['Rehearse', 'Look']) await ask(method);
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(...(await ask('Rehearse')));
    theirs.push(...(await ask('Look')));
  }
  return {
    name: 'rehearsal of /bin/true',
    unit: 'ms',
    value: median(ours) / 1000,
    reference: median(theirs) / 1000,
    budget: 1.5,
    reading: 'Rehearse of true as the caller against Look at true, both by busctl, records included',
  };
}

const TREE = '/opt/llmos-bench';
const FILES = 1000;
const MAKE = `mkdir ${TREE}; i=0; while [ $i -lt ${FILES} ]; do echo $i >${TREE}/$i; i=$((i+1)); done`;
// prints microseconds of the call that makes the files, and of a copy of what it made
const APPLY = `
import json, subprocess, sys, time
call = sys.argv[2:]
def timed(argv):
    began = time.monotonic(); subprocess.run(argv, check=True, capture_output=True); return int((time.monotonic() - began) * 1e6)
told = subprocess.run([*call, "Rehearse", "sa{sv}", sys.argv[1], "0"], check=True, capture_output=True)
place, details = json.loads(told.stdout)["data"]
made = timed([*call, "ApplyChanges", "ssa{sv}", place, details["digest"]["data"], "0"])
print(made, timed(["cp", "-a", "${TREE}", "${TREE}.copy"]))
`;

/** the changes of a rehearsal, a thousand new files, made against a copy of them by cp */
export async function applyOfFiles(): Promise<Measured> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await inMachine(['rm', '-rf', TREE, `${TREE}.copy`]);
    const call = CALL.toSpliced(1, 0, '--json=short');
    const [made = NaN, copied = NaN] = (await inMachine(['python3', '-c', APPLY, MAKE, ...call]))
      .split(' ')
      .map(Number);
    ours.push(made);
    theirs.push(copied);
  }
  await inMachine(['rm', '-rf', TREE, `${TREE}.copy`]);
  return {
    name: `apply of ${FILES} small files`,
    unit: 'ms',
    value: median(ours) / 1000,
    reference: median(theirs) / 1000,
    budget: 2,
    reading: 'ApplyChanges as root, each file on disk and its undo kept, against cp -a of the same files',
  };
}
