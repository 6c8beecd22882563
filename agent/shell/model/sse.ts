export type SseEvent =
  { readonly kind: 'comment'; readonly text: string } | { readonly kind: 'data'; readonly text: string };

// a line longer than this is no event of any server that we know
const MAX_LINE = 1024 * 1024;

/** server-sent events as they arrive; comments carry progress */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new Error('the answer holds a line without an end');
    for (const line of lines) {
      const event = parseLine(line);
      if (event) yield event;
    }
  }
}

function parseLine(line: string): SseEvent | undefined {
  if (line.startsWith(':')) return { kind: 'comment', text: line.slice(1).trim() };
  if (line.startsWith('data:')) return { kind: 'data', text: line.slice(5).trim() };
  return undefined;
}
