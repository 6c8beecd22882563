import { words } from './request-tokens.js';

const SHORTEST = 3;
// parts of a name that are too common to identify it
const COMMON = /^(?:etc|home|service|socket|timer|target|txt|md|conf|cfg|ini|log|sh|py|json|lib|dev|bin|usr|var|tmp)$/u;

/** whether words of the request name it in their own way: `docker.io` is meant by docker, `nginx` by ngnix, `/etc/motd` by the motd */
export function fuzzyMatches(value: string, request: string): boolean {
  const spoken = words(request.toLowerCase()).flatMap(word => [word, ...word.split(/[/.@_:-]+/u)]);
  const parts = value
    .toLowerCase()
    .split('/')
    .filter(part => part !== '' && part !== '~' && part !== '.');
  const named = parts.filter(part => !COMMON.test(part));
  return named.length > 0 && named.every(part => isMeant(part, spoken));
}

function isMeant(part: string, words: readonly string[]): boolean {
  const pieces = [part, ...part.split(/[.@_:-]+/u)].filter(piece => piece.length >= SHORTEST && !COMMON.test(piece));
  return pieces.some(piece => words.some(word => isSimilar(piece, word)));
}

/** the same to a person: a letter wrong, the beginning of the other, or with the d of a daemon */
export function isSimilar(piece: string, word: string): boolean {
  // ssh and sshd are the same to people
  if (piece === word || piece === `${word}d` || word === `${piece}d`) return true;
  if (Math.min(piece.length, word.length) < 4) return false;
  if (piece.startsWith(word) || word.startsWith(piece)) return true;
  return distance(piece, word) <= (piece.length < 7 ? 1 : 2);
}

/** how many letters are wrong, missing, too many or exchanged with their neighbour */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row++) {
    const [before = [], earlier = []] = [rows[row - 1], rows[row - 2]];
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const exchanged = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line.push(
        Math.min(
          (before[column] ?? 0) + 1,
          (line[column - 1] ?? 0) + 1,
          (before[column - 1] ?? 0) + (same ? 0 : 1),
          exchanged && column > 1 && row > 1 ? (earlier[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    rows.push(line);
  }
  return rows[one.length]?.[other.length] ?? Infinity;
}
