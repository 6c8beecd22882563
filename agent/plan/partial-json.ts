const HEAD = /^\s*\{\s*(?:"look"\s*:\s*(?:true|false|null)\s*,\s*)?"steps"\s*:\s*$/;

/** the steps whose braces have closed in a text that is still growing: to be shown, never to be run */
export function completedSteps(text: string): readonly unknown[] {
  const start = text.indexOf('[');
  if (start < 0 || !HEAD.test(text.slice(0, start))) return [];
  const found: unknown[] = [];
  let from = start + 1;
  for (let end = closingBrace(text, from); end > 0; end = closingBrace(text, from)) {
    const step = parseObject(text.slice(from, end).replace(/^[\s,]+/, ''));
    if (step === undefined) return found;
    found.push(step);
    from = end;
  }
  return found;
}

/** index just behind the first object at or after `from`, 0 while it is open or the array has ended */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
      continue;
    }
    if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    if (depth === 0 && character === '}') return at + 1;
    if (depth === 0 && character === ']') return 0;
  }
  return 0;
}

function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
