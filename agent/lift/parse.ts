import { forEachChild, parse, type Script, type SyntaxNode } from 'unbash';

export interface ParsedScript {
  readonly text: string;
  readonly script: Script;
}

const MOST_CHARACTERS = 16_384;
const MOST_NODES = 8192;
// the parser takes a second for a thousand levels, and a draft has three
const DEEPEST = 32;

/** reads shell text by the grammar of bash; what is broken, too long or too deep is a problem in words */
export async function parseShell(text: string): Promise<ParsedScript | { problem: string }> {
  return readScript(text);
}

/** the same at once, for text inside text */
export function readScript(text: string): ParsedScript | { problem: string } {
  const problem = problemOfText(text);
  if (problem !== undefined) return { problem };
  try {
    const script = parse(text);
    const broken = problemOfTree(script);
    return broken === undefined ? { text, script } : { problem: broken };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'the text is nested too deeply' };
    throw error;
  }
}

function problemOfText(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return `the text is longer than ${MOST_CHARACTERS} characters`;
  if (text.trim() === '') return 'the text is empty';
  if (/[^\P{Cc}\n\t]/u.test(text)) return 'the text holds a control character';
  // a lone half of a character would be another one for whoever reads it
  if (/\p{Cs}/u.test(text)) return 'the text is not well formed';
  return depthOf(text) > DEEPEST ? 'the text is nested too deeply' : undefined;
}

// quoted ones count too: a draft has few of either
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let ticks = 0;
  for (const character of text) {
    if ('({['.includes(character)) depth++;
    if (')}]'.includes(character)) depth = Math.max(0, depth - 1);
    if (character === '`') ticks++;
    deepest = Math.max(deepest, depth);
  }
  return Math.max(deepest, ticks);
}

function problemOfTree(script: Script): string | undefined {
  const waiting: SyntaxNode[] = [script];
  for (let seen = 0; seen < MOST_NODES; seen++) {
    const node = waiting.pop();
    if (node === undefined) return undefined;
    const problem = problemOfNode(node);
    if (problem !== undefined) return problem;
    forEachChild(node, child => waiting.push(child));
  }
  return 'the text has too many parts';
}

function problemOfNode(node: SyntaxNode): string | undefined {
  if (node.type === 'Script' && 'errors' in node) {
    const [first] = node.errors ?? [];
    if (first !== undefined) return `not shell: ${first.message}`;
  }
  if (node.type === 'HereDoc' && node.closing === undefined) {
    return `not shell: the here-document never ends with ${node.delimiter?.value ?? 'its word'}`;
  }
  return undefined;
}
