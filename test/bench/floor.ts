import { inMachine, timings } from './machine.js';
import { median, quietest, type Measured } from './row.js';

// lower bound for our start: the same unit, node and flags without our program
const UNIT = '/usr/lib/systemd/system/llmos-operator.service';
const NODE = '/usr/lib/llm-os/node --jitless --disallow-code-generation-from-strings --disable-proto=delete';
const OWN_LINES = 'Type|BusName|EnvironmentFile|ExecStart|ExecStopPost|Restart|StateDirectory|RuntimeDirectory';

/** a bare node in the helper's unit, started and ended, against `true` in it */
export async function bareStart(): Promise<Measured> {
  const node: number[] = [];
  const nothing: number[] = [];
  await makeUnit('llmos-floor-node', 'oneshot', `${NODE} /usr/lib/llm-os/empty.cjs`);
  await makeUnit('llmos-floor-true', 'oneshot', '/usr/bin/true');
  await inMachine(['sh', '-c', ': >/usr/lib/llm-os/empty.cjs']);
  for (let round = 0; round < 5; round += 1) {
    node.push(...(await timings(['time', '3', 'systemctl', 'start', 'llmos-floor-node.service'])));
    nothing.push(...(await timings(['time', '3', 'systemctl', 'start', 'llmos-floor-true.service'])));
  }
  return {
    name: 'floor: bare node in the unit',
    unit: 'ms',
    value: median(node) / 1000,
    reference: median(nothing) / 1000,
    reading: 'an empty program of node against true, each started and ended in the unit of the helper',
  };
}

/** the memory of a bare node that waits, in the helper's unit, against the design's fifty megabytes */
export async function bareMemory(): Promise<Measured> {
  await inMachine(['sh', '-c', 'echo "setInterval(() => {}, 1000)" >/usr/lib/llm-os/waiting.cjs']);
  await makeUnit('llmos-floor-memory', 'exec', `${NODE} /usr/lib/llm-os/waiting.cjs`);
  await inMachine(['systemctl', 'restart', 'llmos-floor-memory.service']);
  await new Promise(resolve => setTimeout(resolve, 1000));
  const kilobytes = await residentOf('llmos-floor-memory.service');
  await inMachine(['systemctl', 'stop', 'llmos-floor-memory.service']);
  return {
    name: 'floor: bare node awake, resident',
    unit: 'MB',
    value: kilobytes / 1000,
    reference: 50,
    reading: 'VmRSS of a node that waits, in the unit of the helper, against 50 MB',
  };
}

/** the least answer from node: the library, the same question to polkit, nothing else */
export async function bareCall(): Promise<Measured> {
  await makeUnit('llmos-floor-echo', 'exec', `${NODE} /usr/lib/llm-os/bare-echo.cjs`);
  await inMachine(['systemctl', 'restart', 'llmos-floor-echo.service']);
  await new Promise(resolve => setTimeout(resolve, 1000));
  const ours: number[][] = [];
  const theirs: number[][] = [];
  for (let round = 0; round < 10; round += 1) {
    ours.push(await timings(['call', '50', ...echoOf('org.llmos.Reference1.Node')], 'alice'));
    theirs.push(await timings(['call', '50', ...echoOf('org.llmos.Reference1')], 'alice'));
  }
  await inMachine(['systemctl', 'stop', 'llmos-floor-echo.service']);
  return {
    name: 'floor: trivial call of bare node',
    unit: 'ms',
    value: quietest(ours) / 1000,
    reference: quietest(theirs) / 1000,
    reading:
      'Echo by the library alone, the same question to polkit and no record, against the c service, quietest of 10 rounds',
  };
}

export async function residentOf(unit: string): Promise<number> {
  const pid = (await inMachine(['systemctl', 'show', '-P', 'MainPID', unit])).trim();
  const status = await inMachine(['cat', `/proc/${pid}/status`]);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

function echoOf(name: string): string[] {
  return [name, '/org/llmos/Reference1', 'org.llmos.Reference1', 'Echo', 'hello'];
}

// the very sandbox of the helper: its unit, without what makes it the helper
async function makeUnit(name: string, type: string, command: string): Promise<void> {
  const script = `{ grep -Ev '^(${OWN_LINES})=' ${UNIT}; printf 'Type=%s\\nExecStart=%s\\nExecPaths=/usr/bin/true\\n' "$1" "$2"; } \
    >/run/systemd/system/$0.service; systemctl daemon-reload`;
  await inMachine(['sh', '-euc', script, name, type, command]);
}

export async function removeFloor(): Promise<void> {
  const files =
    '/run/systemd/system/llmos-floor-*.service /usr/lib/llm-os/empty.cjs /usr/lib/llm-os/waiting.cjs /usr/lib/llm-os/bare-echo.cjs';
  await inMachine(['sh', '-c', `rm -f ${files}; systemctl daemon-reload`]);
}
