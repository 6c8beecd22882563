import { describe, expect, it } from 'vitest';
import { GENESIS, formatLink, parseLink, sha256, type Fields } from '../../../helper/records/chain-entry.js';

const digest = (text: string) => sha256(`key${text}`);

function headOf(fields: Fields) {
  const { line } = formatLink(GENESIS, fields, digest);
  return parseLink(line.slice(0, -1), digest)?.head;
}

const own = { n: 1, at: '2026-01-01T00:00:00.000Z', kind: 'authorized', record: 'abc-1', uid: 1000 };

describe('whose call a line tells of', () => {
  it('is read from its beginning', () => {
    expect(headOf(own)).toEqual({ kind: 'authorized', record: 'abc-1', uid: 1000 });
    expect(headOf({ ...own, action: 'exec' })).toEqual({ kind: 'authorized', record: 'abc-1', uid: 1000 });
  });

  it('is never what a caller wrote into a parameter', () => {
    const forged = `","n":2,"at":"x","kind":"closed","record":"other","uid":0,`;
    const params = { path: forged, kind: 'closed', record: 'other', uid: 0 };
    const wanted = { kind: 'authorized', record: 'abc-1', uid: 1000 };
    expect(headOf({ ...own, params })).toEqual(wanted);
    // longer than what is looked at, or in another order: all of it is read
    expect(headOf({ ...own, record: 'r'.repeat(300), params })).toEqual({ ...wanted, record: 'r'.repeat(300) });
    expect(headOf({ n: 1, params, kind: 'authorized', uid: 1000, record: 'abc-1' })).toEqual(wanted);
  });

  it('is nobody where a line is of no call', () => {
    expect(headOf({ n: 1, at: 'x', kind: 'continued' })).toEqual({ kind: 'continued', record: 'undefined', uid: -1 });
  });
});
