import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOperator, startRig, type Rig } from './operator.js';

const run = promisify(execFile);

describe('echo on a real bus', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  it('answers, after polkit was asked about the sender', async () => {
    const bus = await rig.on.connect();
    const [text, details] = await callOperator(bus, 'Echo', 'sa{sv}', ['hello', {}]);
    expect(text).toBe('hello');
    expect(details).toMatchObject({ record: { signature: 's' } });
    expect(rig.polkitd.asked.at(-1)).toMatchObject({
      sender: bus.uniqueName,
      actionId: 'org.llmos.operator1.echo',
      flags: 0,
    });
    bus.close();
  });

  it('can be seen and called with busctl and gdbus', async () => {
    const busctl = (...words: string[]) => run('busctl', [`--address=${rig.on.address}`, ...words]);
    const name = ['org.llmos.Operator1', '/org/llmos/Operator1'];
    const tree = await busctl('tree', '--list', 'org.llmos.Operator1');
    expect(tree.stdout.split('\n')).toContain('/org/llmos/Operator1');
    const listed = await busctl('introspect', ...name);
    expect(listed.stdout).toMatch(/\.Echo +method +sa\{sv\} +sa\{sv\}/);
    const called = await busctl('call', ...name, 'org.llmos.Operator1', 'Echo', 'sa{sv}', 'hi', '0');
    expect(called.stdout).toContain('"hi"');
    const method = ['--method', 'org.llmos.Operator1.Echo'];
    const gdbus = ['call', '--address', rig.on.address, '--dest', name[0] ?? '', '--object-path', name[1] ?? ''];
    const other = await run('gdbus', [...gdbus, ...method, 'ho', '{}']);
    expect(other.stdout).toContain("'ho'");
  });
});
