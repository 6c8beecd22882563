// texts between quotes of any kind
const QUOTED = /(["“”„'‘’«»])(.+?)(["“”'‘’«»])(?![\p{L}\p{N}])/gu;
// a name goes on over these, and a sentence ends with the marks behind it
const INSIDE = /^[\p{L}\p{N}_/~@%+:=-]/u;

/** not as a piece of a longer word, path or name */
export function containsToken(value: string, request: string): boolean {
  for (let at = request.indexOf(value); at >= 0; at = request.indexOf(value, at + 1)) {
    const [before, after] = [request.slice(0, at), request.slice(at + value.length)];
    if (endsOutside(before, value) && beginsOutside(after)) return true;
  }
  return false;
}

function endsOutside(before: string, value: string): boolean {
  const last = before.at(-1) ?? ' ';
  return !INSIDE.test(last) && !(last === '.' && /^[\p{L}\p{N}]/u.test(value) && /\S\.$/.test(before));
}

function beginsOutside(after: string): boolean {
  return !INSIDE.test(after.replace(/^:(?=\s|$)/, '')) && !/^\.[\p{L}\p{N}_]/u.test(after);
}

export function quotedTexts(request: string): string[] {
  return Array.from(request.matchAll(QUOTED), match => match[2] ?? '');
}

/** the request without what stands between quotes in it */
export function withoutQuotes(request: string): string {
  return request.replaceAll(QUOTED, ' ');
}

export function numbersOf(request: string): string[] {
  return Array.from(request.matchAll(/(?<![\p{L}\p{N}._/-])-?\d+(?![\p{L}\p{N}_/]|\.\d)/gu), ([number]) => number);
}

export function words(request: string): string[] {
  return request
    .split(/\s+/)
    .map(word => word.replace(/^["'“”„(]+|["'“”),;:?!.]+$/gu, ''))
    .filter(word => word !== '');
}
