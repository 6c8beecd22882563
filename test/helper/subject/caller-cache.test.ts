import { describe, expect, it } from 'vitest';
import { CallerCache } from '../../../helper/subject/caller-cache.js';
import { BusError, type BusCaller } from '../../../helper/system/bus-caller.js';

const who = (uid: number) => ({ UnixUserID: { signature: 'u', value: uid } });

function setUp(answers: readonly (Record<string, unknown> | undefined)[]) {
  let asked = 0;
  const bus: BusCaller = {
    call: async () => {
      const answer = answers[asked++];
      if (!answer) throw new BusError('org.freedesktop.DBus.Error.NameHasNoOwner', 'gone');
      return [answer];
    },
    subscribe: async () => async () => {},
  };
  const callers = new CallerCache();
  const uid = async (name: string) => (await callers.find(bus, name)).credentials.uid;
  return { callers, uid, asked: () => asked };
}

describe('who a connection is', () => {
  it('is asked once, whatever it calls', async () => {
    const { uid, asked } = setUp([who(1000)]);
    expect([await uid(':1.9'), await uid(':1.9')]).toEqual([1000, 1000]);
    expect(asked()).toBe(1);
  });

  it('is never taken from another connection', async () => {
    const { uid } = setUp([who(1000), who(1001)]);
    expect([await uid(':1.9'), await uid(':1.10')]).toEqual([1000, 1001]);
  });

  it('is forgotten when it leaves the bus', async () => {
    const { callers, uid } = setUp([who(1000), undefined]);
    await uid(':1.9');
    callers.vanished(':1.9');
    expect(callers.size).toBe(0);
    await expect(uid(':1.9')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is not kept of one that was gone already, since nobody would say so again', async () => {
    const { callers, uid } = setUp([undefined]);
    await expect(uid(':1.9')).rejects.toMatchObject({ code: 'cancelled' });
    expect(callers.size).toBe(0);
  });
});
