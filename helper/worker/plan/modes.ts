import { refusal } from '../errno.js';

const CLAUSE = /^([ugoa]*)([+=-])([rwxX]*)$/;
const BITS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };
const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const ANYBODY_RUNS = 0o111;

/** permissions after a change in octal digits or in clauses such as `go-w,u+x`; what is beside them stays */
export function modeAfter(mode: string, before: number, isDirectory: boolean): number {
  const special = before & 0o7000;
  if (mode === '') return before;
  if (/^[0-7]{3,4}$/.test(mode)) {
    const asked = Number.parseInt(mode, 8);
    // four digits say all, three leave a directory's own bits
    return mode.length === 4 && mode.startsWith('0') === false ? asked : special | (asked & 0o777);
  }
  return mode.split(',').reduce((now, clause) => applyClause(clause, now, isDirectory), before);
}

function applyClause(clause: string, before: number, isDirectory: boolean): number {
  const [, who, sign, letters] = CLAUSE.exec(clause) ?? [];
  if (who === undefined || letters === undefined) throw refusal('EINVAL', `${clause} is no clause such as u+x or go-w`);
  const mask = Array.from(who === '' ? 'a' : who).reduce((all, each) => all | (WHO[each] ?? 0), 0);
  const runs = isDirectory || (before & ANYBODY_RUNS) !== 0;
  const bits = Array.from(letters).reduce(
    (all, letter) => all | (letter === 'X' ? (runs ? 0o111 : 0) : (BITS[letter] ?? 0)),
    0,
  );
  if (sign === '+') return before | (bits & mask);
  return sign === '-' ? before & ~(bits & mask) : (before & ~mask) | (bits & mask);
}
