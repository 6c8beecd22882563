import { describe, expect, it } from 'vitest';
import type { ProcessInspector } from '../../../helper/subject/confinement.js';
import { CallerCache } from '../../../helper/subject/caller-cache.js';
import { resolveSubject } from '../../../helper/subject/subject.js';
import { BusError, type BusCaller, type BusRequest } from '../../../helper/system/bus-caller.js';
import type { User, UserDatabase } from '../../../helper/subject/user-database.js';
import type { Tagged } from '../../../interfaces/signature.js';

const tag = (signature: string, value: unknown): Tagged => ({ signature, value });
const label = (text: string) => tag('ay', Buffer.from(`${text}\0`));

interface World {
  readonly credentials: Record<string, Tagged>;
  readonly session?: Record<string, Tagged>;
  readonly user?: Record<string, Tagged>;
}

const SESSION = { Id: tag('s', 'c7'), User: tag('(uo)', [1000, '/u']), Remote: tag('b', false) };
const MANAGER = { State: tag('s', 'active') };
const SAM = { UnixUserID: tag('u', 1000), ProcessID: tag('u', 42), UnixGroupIDs: tag('au', [1000, 27]) };
const sam: User = { name: 'sam', uid: 1000, gid: 1000, home: '/home/sam', groups: new Set([27, 1000]) };

function busOf(world: World): BusCaller {
  const none = () => Promise.reject(new BusError('org.freedesktop.login1.NoSuchSession', 'none'));
  const answers: Record<string, (request: BusRequest) => Promise<unknown[]>> = {
    GetConnectionCredentials: async () => [world.credentials],
    GetSessionByPID: async () => (world.session ? ['/session'] : none()),
    GetUser: async () => (world.user ? ['/user'] : none()),
    Get: async ({ path, body }) => [(path === '/session' ? world.session : world.user)?.[String(body?.[1])]],
  };
  return {
    call: request => answers[request.member]?.(request) ?? Promise.reject(new Error(request.member)),
    subscribe: async () => async () => {},
  };
}

const processes: ProcessInspector = { confinementReason: async () => '' };
const meet = async (bus: BusCaller) => await new CallerCache(pid => ({ pid, started: '7' })).find(bus, ':1.9');

async function resolve(world: World, user: User | undefined = sam) {
  const users: UserDatabase = { find: async () => user, uidMin: async () => 1000 };
  const bus = busOf(world);
  return await resolveSubject({ bus, users, processes }, await meet(bus), false);
}

const person: World = { credentials: SAM, session: SESSION, user: MANAGER };
const as = (more: Record<string, Tagged>): World => ({ ...person, credentials: { ...SAM, ...more } });

describe('a subject', () => {
  it('of a person in a session gets their own tiers', async () => {
    expect(await resolve(person)).toEqual({
      sender: ':1.9',
      uid: 1000,
      gid: 1000,
      userName: 'sam',
      home: '/home/sam',
      ownTiers: true,
      ownTiersReason: '',
      interactive: false,
      session: 'c7',
      remote: false,
      loginUid: 1000,
    });
  });

  it('with a user manager but no session gets them too, and counts as remote', async () => {
    expect(await resolve({ credentials: SAM, user: MANAGER })).toMatchObject({ ownTiers: true, remote: true });
  });

  it.each<[string, World, RegExp, User?]>([
    ['root', as({ UnixUserID: tag('u', 0) }), /root/],
    ['a system account', as({ UnixUserID: tag('u', 33) }), /not a person/],
    ['nobody', as({ UnixUserID: tag('u', 65534) }), /not a person/],
    ['a dynamic user of systemd', as({ UnixUserID: tag('u', 61200) }), /not a person/],
    ['a process in a profile of apparmor', as({ LinuxSecurityLabel: label('firefox (enforce)') }), /confined/],
    ['a container of selinux', as({ LinuxSecurityLabel: label('system_u:system_r:container_t:s0:c1,c2') }), /confined/],
    ['a process with a group more', as({ UnixGroupIDs: tag('au', [1000, 27, 999]) }), /groups .*\(999\).*log in again/],
    ['a process whose groups nobody knows', as({ UnixGroupIDs: tag('s', '') }), /groups/],
    ['a uid that logind does not know', { credentials: SAM }, /neither/],
    [
      'a session of somebody else',
      { credentials: SAM, session: { ...SESSION, User: tag('(uo)', [1001, '/u']) } },
      /neither/,
    ],
    ['a user whose last session closes', { credentials: SAM, user: { State: tag('s', 'closing') } }, /neither/],
  ])('of %s gets none', async (_, world, reason) => {
    const subject = await resolve(world);
    expect(subject.ownTiers).toBe(false);
    expect(subject.ownTiersReason).toMatch(reason);
  });

  it('of an older login, with a group less than the person has by now, keeps them', async () => {
    expect((await resolve(as({ UnixGroupIDs: tag('au', [1000]) }))).ownTiers).toBe(true);
  });

  it('in a sandbox gets none, whatever its uid, groups and session', async () => {
    const bus = busOf(person);
    const users: UserDatabase = { find: async () => sam, uidMin: async () => 1000 };
    const confined: ProcessInspector = {
      confinementReason: async (pid, uid) => `process ${pid} of ${uid} is confined`,
    };
    const registers = { bus, users, processes: confined };
    const subject = await resolveSubject(registers, await meet(bus), false);
    expect(subject).toMatchObject({ ownTiers: false, ownTiersReason: 'process 42 of 1000 is confined' });
  });

  it('that is not in the user database gets none', async () => {
    const users: UserDatabase = { find: async () => undefined, uidMin: async () => 1000 };
    const bus = busOf(person);
    const subject = await resolveSubject({ bus, users, processes }, await meet(bus), false);
    expect(subject).toMatchObject({ ownTiers: false, userName: '1000', home: '/' });
  });

  it.each(['unconfined', 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023'])(
    'labelled %s keeps them',
    async text => {
      expect((await resolve(as({ LinuxSecurityLabel: label(text) }))).ownTiers).toBe(true);
    },
  );

  it('of root in a session that somebody else opened tells who that was', async () => {
    const world = { ...as({ UnixUserID: tag('u', 0) }) };
    expect(await resolve(world)).toMatchObject({ uid: 0, loginUid: 1000, session: undefined });
  });

  it('over the network is remote', async () => {
    expect((await resolve({ ...person, session: { ...SESSION, Remote: tag('b', true) } })).remote).toBe(true);
  });

  it('without a uid is nobody to serve', async () => {
    await expect(resolve({ ...person, credentials: {} })).rejects.toMatchObject({ code: 'not-authorized' });
  });
});
