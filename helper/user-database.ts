import { readFile } from 'node:fs/promises';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** all groups, the primary one among them */
  readonly groups: ReadonlySet<number>;
}

export interface UserDatabase {
  find(uid: number): Promise<User | undefined>;
  /** first uid that the system gives to people */
  uidMin(): Promise<number>;
}

const UID_MIN = 1000;

/** the local files; who is only in a network directory is not found, and gets no tier of their own */
export function localUsers(root = '/etc'): UserDatabase {
  const lines = async (file: string) => (await readFile(`${root}/${file}`, 'utf8').catch(() => '')).split('\n');
  return {
    find: async uid => {
      const rows = (await lines('passwd')).map(line => line.split(':'));
      const row = rows.find(([, , id]) => id === String(uid));
      if (!row) return undefined;
      const [name = '', , , gid = '', , home = ''] = row;
      const groups = groupsOf(name, await lines('group'));
      return { name, uid, gid: Number(gid), home, groups: groups.add(Number(gid)) };
    },
    uidMin: async () => {
      const found = (await lines('login.defs')).map(line => /^UID_MIN\s+(\d+)/.exec(line)?.[1]);
      return Number(found.find(value => value !== undefined) ?? UID_MIN);
    },
  };
}

function groupsOf(name: string, lines: readonly string[]): Set<number> {
  const groups = new Set<number>();
  for (const line of lines) {
    const [, , gid = '', members = ''] = line.split(':');
    if (members.split(',').includes(name)) groups.add(Number(gid));
  }
  return groups;
}
