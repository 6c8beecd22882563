import { memoizeParsedFile } from './cached-file.js';

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
  const passwd = memoizeParsedFile(`${root}/passwd`, parseRows);
  const group = memoizeParsedFile(`${root}/group`, parseRows);
  const firstUid = memoizeParsedFile(`${root}/login.defs`, parseUidMin);
  return {
    find: async uid => {
      const row = passwd().find(([, , id]) => id === String(uid));
      if (!row) return undefined;
      const [name = '', , , gid = '', , home = ''] = row;
      const groups = groupsOf(name, group());
      return { name, uid, gid: Number(gid), home, groups: groups.add(Number(gid)) };
    },
    uidMin: async () => firstUid(),
  };
}

/** homes of root and of people, each once */
export function localHomes(root = '/etc'): () => readonly string[] {
  return memoizeParsedFile(`${root}/passwd`, text => {
    const rows = parseRows(text).filter(([, , uid = '']) => uid === '0' || Number(uid) >= UID_MIN);
    return Array.from(new Set(rows.map(([, , , , , home = '']) => home)));
  });
}

function parseRows(text: string): readonly (readonly string[])[] {
  return text.split('\n').map(line => line.split(':'));
}

function parseUidMin(text: string): number {
  const found = text.split('\n').map(line => /^UID_MIN\s+(\d+)/.exec(line)?.[1]);
  return Number(found.find(value => value !== undefined) ?? UID_MIN);
}

function groupsOf(name: string, rows: readonly (readonly string[])[]): Set<number> {
  const groups = new Set<number>();
  for (const [, , gid = '', members = ''] of rows) {
    if (members.includes(name) && members.split(',').includes(name)) groups.add(Number(gid));
  }
  return groups;
}
