import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, type SseEvent } from '../../../../agent/shell/model/sse.js';

async function collect(pieces: readonly Uint8Array[]): Promise<SseEvent[]> {
  const found: SseEvent[] = [];
  async function* stream() {
    yield* pieces;
  }
  for await (const event of readEvents(stream())) found.push(event);
  return found;
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
}

describe('server-sent events', () => {
  it('are the same wherever the stream is cut, in the middle of a character too', async () => {
    const line = fc.string({ unit: 'binary' }).map(text => text.replaceAll(/[\r\n]/g, ' ').trim());
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (texts, cuts) => {
        const bytes = new TextEncoder().encode(texts.map(text => `data: ${text}\n\n`).join(''));
        const whole = await collect([bytes]);
        expect(await collect(cutAt(bytes, cuts))).toEqual(whole);
        expect(whole.every(({ kind }) => kind === 'data')).toBe(true);
        expect(whole).toHaveLength(texts.length);
      }),
    );
  });

  it('carry progress in comments', async () => {
    const bytes = new TextEncoder().encode(': loading tiny\n\ndata: [DONE]\r\n\r\n');
    expect(await collect([bytes])).toEqual([
      { kind: 'comment', text: 'loading tiny' },
      { kind: 'data', text: '[DONE]' },
    ]);
  });

  it('of a line that never ends are refused', async () => {
    await expect(collect([new Uint8Array(2 * 1024 * 1024).fill(97)])).rejects.toThrow(/without an end/);
  });
});
