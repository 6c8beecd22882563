import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceBus } from '../../helper/bus/connection.js';
import type { UnitRequest, UnitStarter } from '../../helper/system/units/unit-starter.js';
import { isTagged } from '../../interfaces/signature.js';
import { ChangeBench } from '../helper/actions/files/change-bench.js';
import { WritePlace } from '../helper/actions/write-place.js';
import { LocalUnits } from '../helper/worker/local-units.js';
import { bundleWorker } from '../helper/worker/worker-bundle.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT } from './private-bus.js';

type Options = Readonly<Record<string, { readonly signature: string; readonly value: unknown }>>;

const yes = { signature: 'b', value: true };
const say = (value: string) => ({ signature: 's', value });

/** the two programs that the operator starts for files, each for its own requests */
class FileUnits implements UnitStarter {
  readonly #files = new LocalUnits(bundleWorker());
  readonly #changes: LocalUnits;

  constructor(changes: LocalUnits) {
    this.#changes = changes;
  }

  async start(request: UnitRequest) {
    const isChange = request.argv.some(word => word.endsWith('/rehearsal.mjs'));
    return await (isChange ? this.#changes : this.#files).start(request);
  }
}

describe.runIf(IS_ROOT)('file actions on the bus', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let place: WritePlace;
  let bench: ChangeBench;
  let state = '';

  beforeEach(async () => {
    bench = new ChangeBench();
    state = mkdtempSync(join(tmpdir(), 'state-'));
    process.env['STATE_DIRECTORY'] = state;
    place = new WritePlace();
    execFileSync('mkdir', ['-m', '755', join(place.roots, 'old')]);
    for (const name of ['a', 'old/b']) writeFileSync(join(place.roots, name), 'one\ntwo\n', { mode: 0o644 });
    rig = await startRig({ units: new FileUnits(bench.units) });
    bus = await rig.on.connect();
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
    bench.remove();
    place.remove();
    delete process.env['STATE_DIRECTORY'];
    rmSync(state, { recursive: true, force: true });
  });

  const picture = () =>
    execFileSync('sh', ['-c', `cd ${place.roots}; find . -printf '%p %y %m %l\\n' | sort; grep -r . . | sort`], {
      encoding: 'utf8',
    });
  const recordOf = (reply: readonly unknown[]): string => {
    const tagged: unknown = Object(reply.at(-1))['record'];
    return isTagged(tagged) ? String(tagged.value) : '';
  };

  const rows: readonly (readonly [string, readonly string[], Options, string, RegExp])[] = [
    ['MakeDirectory', ['new/deep'], { parents: yes }, 'make-directory', /\.\/new\/deep d 755/],
    ['MoveFile', ['a', 'moved'], {}, 'move-file', /\.\/moved f 644/],
    ['CopyFile', ['old', 'copy'], { recursive: yes }, 'copy-file', /\.\/copy\/b f 644/],
    ['DeleteFiles', ['old'], { recursive: yes }, 'delete-files', /^(?![^]*\.\/old)/],
    ['SetPermissions', ['a'], { mode: say('0600') }, 'set-permissions', /\.\/a f 600/],
    ['EditFile', ['a', '=delete'], { match: say('one') }, 'edit-file', /^(?![^]*\.\/a:one)[^]*\.\/a:two/],
    ['CreateLink', ['=a', 'link'], {}, 'create-link', /\.\/link l 777 a/],
  ];
  const call = async (member: string, words: readonly string[], options: Options) => {
    const values = words.map(word => (word.startsWith('=') ? word.slice(1) : join(place.roots, word)));
    return await callOperator(bus, member, `${'s'.repeat(values.length)}a{sv}`, [...values, options]);
  };

  it.each(rows)('%s asks an administrator, does it, and is taken back', async (member, words, options, tier, after) => {
    const before = picture();
    const record = recordOf(await call(member, words, options));
    expect(rig.polkitd.asked.map(({ actionId }) => actionId)).toContain(`org.llmos.operator1.${tier}`);
    expect(picture()).toMatch(after);
    await callOperator(bus, 'Undo', 'sa{sv}', [record, {}]);
    expect(picture()).toBe(before);
  });

  it.each(rows)('%s changes nothing after a no', async (member, words, options) => {
    rig.polkitd.decide = () => 'no';
    const before = picture();
    await expect(call(member, words, options)).rejects.toThrow();
    expect(picture()).toBe(before);
  });
});
