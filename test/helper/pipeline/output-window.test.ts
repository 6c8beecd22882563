import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputWindow } from '../../../helper/pipeline/output-window.js';

it('sends every text whole and in order, cutting no character in two', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 200_000 }), { maxLength: 3 }), async texts => {
      const sent: string[] = [];
      const window = new OutputWindow((_, data) => {
        sent.push(data);
        window.acknowledge(0xffffffff);
      });
      for (const text of texts) await window.write('stdout', text);
      expect(sent.join('')).toBe(texts.join(''));
      expect(sent.filter(data => /^[\udc00-\udfff]|[\ud800-\udbff]$/.test(data))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

it('holds back more than a window, and an acknowledgement that goes back in time changes nothing', async () => {
  let bytes = 0;
  const window = new OutputWindow((_, data) => (bytes += Buffer.byteLength(data)));
  const writing = window.write('stdout', 'é'.repeat(400_000));
  await Promise.resolve();
  expect(bytes).toBeGreaterThanOrEqual(256 * 1024);
  expect(bytes).toBeLessThan(400_000);
  window.acknowledge(bytes);
  await new Promise(resolve => setImmediate(resolve));
  const after = bytes;
  window.acknowledge(1);
  await new Promise(resolve => setImmediate(resolve));
  expect(bytes).toBe(after);
  window.close();
  await writing;
});
