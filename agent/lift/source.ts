import { forEachChild, type HereDoc, type SyntaxNode } from 'unbash';

type Cut = readonly [number, number];

/** the text of a node, with its here-documents behind it and the cuts left out */
export function sourceOf(node: SyntaxNode, text: string, cuts: readonly Cut[] = []): string {
  let out = '';
  let at = node.pos;
  for (const [from, to] of cuts
    .filter(([from]) => from >= node.pos && from < node.end)
    .toSorted((a, b) => a[0] - b[0])) {
    out += text.slice(at, from);
    at = to;
  }
  out += text.slice(at, node.end);
  const bodies = documentsOf(node).filter(document => (document.closing?.end ?? 0) > node.end);
  return bodies.reduce((all, { body, closing }) => `${all}\n${text.slice(body.pos, closing?.end)}`, out).trim();
}

function documentsOf(node: SyntaxNode): readonly HereDoc[] {
  const found: HereDoc[] = [];
  const walk = (one: SyntaxNode): void => {
    if (one.type === 'HereDoc') found.push(one);
    // a document inside a substitution ends inside it
    if (one.type !== 'Word') forEachChild(one, walk);
  };
  walk(node);
  return found.toSorted((a, b) => a.body.pos - b.body.pos);
}
