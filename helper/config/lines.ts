/** the line of a toml text where a key is set; the line of its nearest table where the key has none of its own */
export function findLine(text: string, keys: readonly PropertyKey[]): number {
  const wanted = keys.filter(key => typeof key === 'string');
  let table: readonly string[] = [];
  let best = { depth: -1, line: 1 };
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[\[?([^\]]+)\]\]?/.exec(line);
    if (header?.[1] !== undefined) table = splitKeys(header[1]);
    const key = header ? undefined : /^\s*([A-Za-z0-9_."'-]+)\s*=/.exec(line)?.[1];
    if (!header && key === undefined) continue;
    const here = key === undefined ? table : [...table, ...splitKeys(key)];
    const fits = here.length <= wanted.length && here.every((name, at) => name === wanted[at]);
    if (fits && here.length > best.depth) best = { depth: here.length, line: index + 1 };
  }
  return best.line;
}

function splitKeys(spelled: string): string[] {
  return Array.from(
    spelled.matchAll(/"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)/g),
    match => match[1] ?? match[2] ?? match[3] ?? '',
  );
}
