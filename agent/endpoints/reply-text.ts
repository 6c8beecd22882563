const OPENED = /^\s*<(think|thinking|thought|reasoning)>/;
const CLOSED = /<\/(?:think|thinking|thought|reasoning)>/g;
const FENCE = /^\s*```(?<language>[\w-]*)\s*$/;

/** the answer without the thoughts that stand before it in tags; empty while they go on */
export function withoutThoughts(text: string): string {
  const opened = OPENED.exec(text)?.[1];
  if (opened === undefined) return text;
  const end = text.indexOf(`</${opened}>`);
  return end < 0 ? '' : text.slice(end + opened.length + 3).trimStart();
}

// many templates write the first tag themselves, so only the second one comes: for words that would be too bold, they are
// shown while they grow
function behindThoughts(text: string): string {
  if (OPENED.test(text)) return withoutThoughts(text);
  const [last] = [...text.matchAll(CLOSED)].filter(({ index }) => isOwnLine(text, index)).slice(-1);
  return last === undefined ? text : text.slice(last.index + last[0].length).trimStart();
}

/**
 * the one json object of an answer: as it stands, without thoughts, out of its fence or out of the words around it;
 * a text with no such object, or with several, is returned unchanged and does not parse
 */
export function planText(text: string): string {
  if (isObject(text)) return text;
  const said = behindThoughts(text);
  const fenced = fencedTexts(said).filter(isObject);
  const found = isObject(said) ? [said] : fenced.length > 0 ? fenced : outermostObjects(said);
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : said;
}

/** the part of a growing answer that belongs to the object */
export function growingPlan(text: string): string {
  const said = behindThoughts(text);
  const start = said.indexOf('{');
  return start < 0 ? '' : said.slice(start);
}

/** one shell draft out of its fence, where the endpoint knows no grammar */
export function shellText(text: string): string {
  const said = behindThoughts(text);
  const fenced = fencedTexts(said);
  const [only] = fenced;
  return fenced.length === 1 && only !== undefined ? only : said;
}

function isOwnLine(text: string, index: number): boolean {
  const before = text.slice(0, index).split('\n').at(-1) ?? '';
  return before.trim() === '' || /^\s*(?:\n|\{|```|$)/.test(text.slice(text.indexOf('>', index) + 1));
}

// line by line, and each character once: the text is somebody else's
function fencedTexts(text: string): string[] {
  const found: string[] = [];
  let inside: string[] | undefined;
  for (const line of text.split('\n')) {
    const language = FENCE.exec(line)?.groups?.['language'];
    if (language === undefined) inside?.push(line);
    else if (inside === undefined) inside = [];
    else if (language === '') {
      found.push(inside.join('\n'));
      inside = undefined;
    }
  }
  return found;
}

function outermostObjects(text: string): string[] {
  const found: string[] = [];
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from)) {
    const end = closingBrace(text, from);
    if (end === 0) break;
    const between = text.slice(from, end);
    if (isObject(between)) found.push(between);
    from = end;
  }
  return found;
}

/** index just behind the brace that closes the one at `from`; 0 where none does */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}') depth--;
    if (depth === 0) return at + 1;
  }
  return 0;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
