/** true where `pattern` covers the whole of `text`; `*` stands for any characters, none included, and nothing else is special */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let middle = text.slice(head.length, text.length - tail.length);
  for (const piece of rest) {
    const at = middle.indexOf(piece);
    if (at < 0) return false;
    middle = middle.slice(at + piece.length);
  }
  return true;
}
