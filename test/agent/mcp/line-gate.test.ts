import { describe, expect, it } from 'vitest';
import { createLineGate, refuseLine } from '../../../agent/mcp/line-gate.js';

const PING = '{"jsonrpc":"2.0","id":2,"method":"ping"}';
const call = (method: string, params?: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 'a', method, params });

describe('a line of a client', () => {
  it.each([
    ['no json', 'not json', null, -32_700],
    ['a batch', `[${PING}]`, null, -32_600],
    ['an empty batch', '[]', null, -32_600],
    ['a word', '"ping"', null, -32_600],
    ['an older json-rpc', '{"jsonrpc":"1.0","id":7,"method":"ping"}', 7, -32_600],
    ['a beginning without a version', call('initialize', {}), 'a', -32_602],
    ['a beginning without parameters', call('initialize'), 'a', -32_602],
    ['a cursor of another list', call('tools/list', { cursor: 'x' }), 'a', -32_602],
  ])('that is %s is refused with its id and a reason', (_, line, id, code) => {
    expect(refuseLine(line)).toMatchObject({ id, code });
  });

  it.each([
    PING,
    call('initialize', { protocolVersion: '2024-11-05' }),
    call('tools/list', {}),
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":3,"result":{}}',
  ])('%s is handed on', line => {
    expect(refuseLine(line)).toBeUndefined();
  });
});

describe('lines of a client', () => {
  it('are told apart wherever the bytes are split, and none is without an answer', () => {
    const bytes = Buffer.from(`${PING}\r\né\n\n${PING}\n`);
    for (let at = 0; at <= bytes.length; at++) {
      const passed: string[] = [];
      const answered: string[] = [];
      const gate = createLineGate(
        line => passed.push(line.trim()),
        line => answered.push(line),
      );
      gate(bytes.subarray(0, at));
      gate(bytes.subarray(at));
      expect([at, passed, answered.length]).toEqual([at, [PING, PING], 1]);
    }
  });

  it('that never end do not fill the memory, and the next one is read', () => {
    const passed: string[] = [];
    const answered: string[] = [];
    const gate = createLineGate(
      line => passed.push(line),
      line => answered.push(line),
    );
    for (let count = 0; count < 40; count++) gate(Buffer.alloc(1 << 20, 'x'));
    gate(Buffer.from(`tail\n${PING}\n`));
    expect([passed, answered.length]).toEqual([[PING], 1]);
  });
});
