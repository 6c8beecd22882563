import { fstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recoverChanges } from '../../helper/rehearsal/recover.js';
import { toBytes } from '../../helper/worker/rehearsal/invert.js';
import { isTagged } from '../../interfaces/signature.js';
import { BOUNDS, callOperator } from './operator.js';
import { CALLER_UID } from './private-bus.js';
import { created, goodProof } from './rehearsal-double.js';
import { bus, rig, state, units } from './rehearsal-hooks.js';

const valueOf = (dict: unknown, key: string): unknown => {
  const tagged: unknown = Object(dict)[key];
  return isTagged(tagged) ? tagged.value : undefined;
};

describe('rehearsals on the bus', () => {
  const rehearse = async (script = 'touch /srv/new', options = {}, from = bus) => {
    const [id, details] = await callOperator(from, 'Rehearse', 'sa{sv}', [script, options]);
    return { id: String(id), digest: String(valueOf(details, 'digest')), details };
  };
  const apply = async (id: string, digest: string, from = bus) =>
    await callOperator(from, 'ApplyChanges', 'ssa{sv}', [id, digest, {}]);
  const tiersAsked = () => rig.polkitd.asked.map(({ actionId }) => actionId.replace('org.llmos.operator1.', ''));
  const applied = () => units.asked.filter(({ op }) => op === 'apply');

  it('says what a script would change, proved first and once', async () => {
    const { details } = await rehearse();
    expect(valueOf(details, 'stdout')).toBe('said\n');
    expect(valueOf(details, 'summary')).toBe('1 created below /srv');
    expect(valueOf(Object(valueOf(details, 'changes'))[0], 'path')).toBe('/srv/new');
    await rehearse();
    expect(units.asked.map(({ op }) => op)).toEqual(['rehearse', 'rehearse', 'rehearse']);
    expect(tiersAsked()).toEqual(['rehearse-as-root', 'rehearse-as-root']);
    expect(units.asked.at(-1)).toMatchObject({ actor: { as: 'root', uid: 0 } });
  });

  it.each(['R&D', '"quoted"', 'a\\b', 'pаypal'])('applies changes below a directory named %s', async name => {
    units.changes = [created(`/srv/${name}/one`), created(`/srv/${name}/two`)];
    await rehearse().then(({ id, digest }) => apply(id, digest));
    expect(applied()).toHaveLength(1);
  });

  it('runs nothing where one wall was not seen to stand', async () => {
    for (const gap of [
      'status NoNewPrivs:\t1',
      'tried userns shut',
      'socket 1 97',
      'ns pid pid:[2]',
      'canary written',
    ]) {
      units.proof = (root, uid) => goodProof(root, uid).replace(gap, '');
      await expect(rehearse()).rejects.toMatchObject({ message: expect.stringContaining('does not hold') });
    }
    expect(units.asked.every(({ op }) => op === 'rehearse')).toBe(true);
    expect(units.asked).toHaveLength(5);
  });

  it('as root is asked for first, with the whole script', async () => {
    rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('rehearse-as-root') ? 'no' : 'yes');
    await expect(rehearse('touch /srv/new')).rejects.toThrow();
    expect(units.asked).toEqual([]);
    expect(rig.polkitd.asked.at(-1)?.details).toMatchObject({
      script: 'touch /srv/new',
      display_script: 'touch /srv/new',
    });
    await expect(rehearse('x'.repeat(2001))).rejects.toMatchObject({
      message: expect.stringContaining('too long'),
    });
  });

  it.each(['systemctl restart x', 'cd /; sudo apt-get install y', 'true && ip link'])(
    'refuses %s by name',
    async script => {
      await expect(rehearse(script)).rejects.toMatchObject({ message: expect.stringContaining('running system') });
      expect(units.asked).toEqual([]);
    },
  );

  it('refuses a script that called such a program in the copy', async () => {
    units.refused = ['systemctl'];
    await expect(rehearse('$cmd')).rejects.toMatchObject({ message: expect.stringContaining('systemctl') });
    expect(readdirSync(join(state, 'rehearsals'))).toEqual([]);
  });

  it('makes the changes after a yes to exactly them, and takes them back', async () => {
    const { id, digest } = await rehearse();
    const [count, details] = await apply(id, digest);
    expect(count).toBe(1);
    expect(tiersAsked().at(-1)).toBe('apply-changes');
    expect(rig.polkitd.asked.at(-1)?.details).toMatchObject({ digest, display_summary: '1 created below /srv' });
    await expect(apply(id, digest)).rejects.toMatchObject({ message: expect.stringContaining('no such rehearsal') });
    await callOperator(bus, 'Undo', 'sa{sv}', [String(valueOf(details, 'record')), {}]);
    expect([tiersAsked().at(-1), applied().length]).toEqual(['undo-changes', 2]);
  });

  it('makes nothing without a yes, after another digest, or of somebody else', async () => {
    const { id, digest } = await rehearse();
    await expect(apply(id, 'b'.repeat(64))).rejects.toThrow('not those that were shown');
    const other = await rig.on.connect(CALLER_UID);
    await expect(apply(id, digest, other).finally(() => other.close())).rejects.toThrow('no such rehearsal');
    rig.polkitd.decide = () => 'no';
    await expect(apply(id, digest)).rejects.toThrow();
    expect(applied()).toEqual([]);
  });

  it('makes nothing of a change set that was altered meanwhile', async () => {
    const { id, digest } = await rehearse();
    const manifest = join(state, 'rehearsals', id, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('/srv/new', '/srv/evil'));
    await expect(apply(id, digest)).rejects.toThrow('not those that were shown');
    expect(applied()).toEqual([]);
  });

  it.each([{ uid: 0, as: 'caller' as const }, { uid: 4242 }])(
    'keeps no change set that says it is of %o',
    async forged => {
      await rehearse();
      units.forged = forged;
      await expect(rehearse()).rejects.toThrow('not the one that was kept');
    },
  );

  it('keeps a change set in a file that only root had open', async () => {
    const { id, digest } = await rehearse();
    const place = join(state, 'rehearsals', id);
    expect(readdirSync(place)).toEqual(['content', 'manifest.json']);
    expect(fstatSync(units.opened.at(-1) ?? -1).nlink).toBe(0);
    expect(digest).toHaveLength(64);
  });

  it('refuses denied places whole, and asks more for places that run code', async () => {
    units.changes = [created('/etc/shadow'), created('/srv/new')];
    await expect(rehearse()).rejects.toMatchObject({ message: expect.stringContaining('denied') });
    units.changes = [created('/etc/cron.d/x')];
    await rehearse().then(({ id, digest }) => apply(id, digest));
    expect(tiersAsked().at(-1)).toBe('apply-code-changes');
  });

  it('that is refused leaves nothing to take back', async () => {
    const { id, digest } = await rehearse();
    units.failure = { ok: false, code: 'changed', text: '/srv/new is no longer as it was' };
    await expect(apply(id, digest)).rejects.toMatchObject({ message: expect.stringContaining('nothing was changed') });
    await expect(callOperator(bus, 'Undo', 'sa{sv}', ['', {}])).rejects.toThrow('nothing of yours');
  });

  it.each([
    ['as the caller', { as: 'caller' }, [{ op: 'recover', actor: { as: 'caller', uid: CALLER_UID } }]],
    ['not at all', {}, []],
  ])('interrupted, is put back %s where the record says so, whatever the journal says', async (_, details, asked) => {
    const record = 'mabcdef01-00000001';
    mkdirSync(join(state, 'changes', record), { recursive: true });
    const journal = { version: 1, as: 'root', uid: 0, changes: [created('/etc/passwd')] } as const;
    writeFileSync(join(state, 'changes', record, 'manifest.json'), toBytes(journal));
    const user = { name: 'c', uid: CALLER_UID, gid: 7, home: '/', groups: new Set([7]) };
    const users = { find: async () => user, uidMin: async () => 1000 };
    await recoverChanges({ record, uid: CALLER_UID, fields: { details } }, { bounds: BOUNDS, units, users });
    expect(units.asked).toMatchObject(asked);
    expect(units.asked).toHaveLength(asked.length);
  });

  it('runs nothing as a caller whom nobody knows to be there', async () => {
    const stranger = await rig.on.connect(CALLER_UID);
    await expect(rehearse('true', {}, stranger)).rejects.toThrow('nothing is run as you');
    stranger.close();
    expect(units.asked).toEqual([]);
  });

  it('forgets a rehearsal of the caller only', async () => {
    const { id } = await rehearse();
    const other = await rig.on.connect(CALLER_UID);
    expect(await callOperator(other, 'DropRehearsal', 's', [id])).toEqual([false]);
    other.close();
    expect(await callOperator(bus, 'DropRehearsal', 's', [id])).toEqual([true]);
    expect(readdirSync(join(state, 'rehearsals'))).toEqual([]);
  });
});
