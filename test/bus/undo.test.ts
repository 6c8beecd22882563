import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { writeFile } from '../../helper/actions/files/write-file.js';
import { isTagged } from '../../interfaces/signature.js';
import { WritePlace } from '../helper/actions/write-place.js';
import { LocalUnits } from '../helper/worker/local-units.js';
import { bundleWorker } from '../helper/worker/worker-bundle.js';
import { callAllowing } from './interactive-call.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT, OTHER_UID } from './private-bus.js';

const worker = bundleWorker();
const force = { force: { signature: 'b', value: true } };
const ids = (rig: Rig) => rig.polkitd.asked.map(({ actionId }) => actionId.replace('org.llmos.operator1.', ''));

describe.runIf(IS_ROOT)('undo of write_file', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let place: WritePlace;
  let path: string;

  beforeEach(async () => {
    place = new WritePlace();
    path = join(place.roots, 'motd');
    writeFileSync(path, 'before');
    chmodSync(path, 0o640);
    chownSync(path, 0, 4);
    rig = await startRig({ registry: [writeFile], units: new LocalUnits(worker), bounds: { idleExitMs: 60_000 } });
    bus = await rig.on.connect();
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
    place.remove();
  });

  const recordOf = (reply: readonly unknown[]): string => {
    const tagged: unknown = Object(reply[1])['record'];
    return isTagged(tagged) ? String(tagged.value) : '';
  };
  const write = async (content: string, at = path) =>
    recordOf(await callOperator(bus, 'WriteFile', 'ssa{sv}', [at, content, {}]));
  const undo = async (record: string, options = {}, as = bus) =>
    recordOf(await callOperator(as, 'Undo', 'sa{sv}', [record, options]));
  const failure = (name: string, text: string) => ({
    dbusName: `org.llmos.Error.${name}`,
    message: expect.stringContaining(text),
  });
  const state = () => ({
    content: readFileSync(path, 'utf8'),
    mode: lstatSync(path).mode & 0o7777,
    gid: lstatSync(path).gid,
  });
  const BEFORE = { content: 'before', mode: 0o640, gid: 4 };

  it('puts back bytes, mode and owner, as a call of its own with its own id', async () => {
    const record = await write('after');
    chmodSync(path, 0o600);
    await undo(record);
    expect(state()).toEqual(BEFORE);
    expect(ids(rig)).toEqual(['overwrite-file', 'restore-file']);
    await expect(undo(record)).rejects.toMatchObject(failure('Failed', 'taken back already'));
  });

  it('of an undo works, and so on', async () => {
    const again = await undo(await write('after'));
    const more = await undo(again);
    expect(readFileSync(path, 'utf8')).toBe('after');
    await undo(more);
    expect(state()).toEqual(BEFORE);
  });

  it('deletes a file that was not there before, and that can be undone too', async () => {
    const fresh = join(place.roots, 'fresh');
    const gone = await undo(await write('new', fresh));
    expect(existsSync(fresh)).toBe(false);
    await undo(gone);
    expect(readFileSync(fresh, 'utf8')).toBe('new');
  });

  it('takes the last call where none is named', async () => {
    await write('one');
    await write('two');
    await undo('');
    expect(readFileSync(path, 'utf8')).toBe('one');
    await undo('');
    expect(state()).toEqual(BEFORE);
  });

  it('does not put back what somebody changed since, without force', async () => {
    const record = await write('after');
    writeFileSync(path, 'theirs');
    await expect(undo(record)).rejects.toMatchObject(failure('Failed', 'its content is another one'));
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    await undo(record, force);
    expect(readFileSync(path, 'utf8')).toBe('before');
    const asked = rig.polkitd.asked.at(-1);
    expect(asked?.actionId).toBe('org.llmos.operator1.force-undo');
    expect(asked?.details['step1']).toContain(`put back ${path} as root`);
  });

  it('does not follow a symbolic link that lies there now, with or without force', async () => {
    const record = await write('after');
    const target = join(place.roots, 'target');
    writeFileSync(target, 'precious');
    unlinkSync(path);
    symlinkSync(target, path);
    await expect(undo(record)).rejects.toMatchObject(failure('Failed', 'symbolic link'));
    await expect(undo(record, force)).rejects.toMatchObject(failure('Failed', 'symbolic link'));
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  attack(
    "a rule's yes to force stands for a password that the undoing asks for",
    { without: "with the cover's yes taken for both, the file was put back and nobody was asked" },
    async () => {
      const record = await write('after');
      const asks = ({ actionId, flags }: { actionId: string; flags: number }) =>
        actionId.endsWith('restore-file') && flags !== 1;
      rig.polkitd.decide = asked => (asks(asked) ? 'challenge' : 'yes');
      await expect(undo(record, force)).rejects.toMatchObject({ dbusName: expect.stringContaining('CanObtain') });
      expect(readFileSync(path, 'utf8')).toBe('after');
      expect((await callAllowing(rig, 'Undo', record, force)).error).toBe('');
      expect(rig.polkitd.asked.at(-1)).toMatchObject({ actionId: 'org.llmos.operator1.restore-file', flags: 1 });
      expect(state()).toEqual(BEFORE);
    },
  );

  attack(
    'undo is used to get round a rule that forbids its action',
    { without: 'with a NO taken for a challenge, the file was put back' },
    async () => {
      const record = await write('after');
      rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('restore-file') ? 'no' : 'yes');
      await expect(undo(record)).rejects.toMatchObject(failure('NotAuthorized', 'restore-file'));
      await expect(undo(record, force), 'force is no way round').rejects.toMatchObject(
        failure('NotAuthorized', 'restore-file'),
      );
      rig.polkitd.decide = () => 'yes';
      await undo(record);
      expect(state()).toEqual(BEFORE);
    },
  );

  attack(
    'somebody else takes a call back',
    { without: 'without the check of whose record it is, it was taken back' },
    async () => {
      const record = await write('after');
      const other = await rig.on.connect(OTHER_UID);
      rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('manage-records') ? 'no' : 'yes');
      await expect(undo(record, {}, other)).rejects.toMatchObject(failure('NotAuthorized', 'manage-records'));
      expect(readFileSync(path, 'utf8')).toBe('after');
      rig.polkitd.decide = () => 'yes';
      await undo(record, {}, other);
      expect(state()).toEqual(BEFORE);
      other.close();
    },
  );

  it('says nothing about a record that is not there, whatever its name', async () => {
    for (const record of ['abc-00000000', '../../etc/passwd', '\u202e']) {
      await expect(undo(record)).rejects.toMatchObject(failure('Failed', 'cannot be taken back'));
    }
  });
});

describe.runIf(IS_ROOT)('what is too big to keep', () => {
  it('is written all the same, and said beforehand', async () => {
    const place = new WritePlace();
    const path = join(place.roots, 'motd');
    writeFileSync(path, 'before');
    const undo = { maxRecordBytes: 3, maxTotalBytes: 1000, maxRecords: 200 };
    const rig = await startRig({ registry: [writeFile], units: new LocalUnits(worker), bounds: { undo } });
    const bus = await rig.on.connect();
    const parameters = { path: { signature: 's', value: path }, content: { signature: 's', value: 'after' } };
    const [facts] = await callOperator(bus, 'Preview', 'sa{sv}', ['write_file', parameters]);
    expect(Object(facts)['undo']?.value).toContain('at most 3 bytes');
    await callOperator(bus, 'WriteFile', 'ssa{sv}', [path, 'after', {}]);
    await expect(callOperator(bus, 'Undo', 'sa{sv}', ['', {}])).rejects.toMatchObject({
      message: expect.stringContaining('nothing of yours'),
    });
    bus.close();
    await rig.stop();
    place.remove();
  });
});
