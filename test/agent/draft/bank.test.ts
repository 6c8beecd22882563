import { describe, expect, it } from 'vitest';
import { BANK } from '../../../agent/draft/bank/bank.js';
import { nearestExamples } from '../../../agent/draft/examples.js';
import { readScript } from '../../../agent/lift/parse.js';

describe('the bank of examples', () => {
  it('holds several hundred requests, none twice', () => {
    const requests = BANK.map(([request]) => request);
    expect(requests.length).toBeGreaterThanOrEqual(300);
    expect(new Set(requests).size).toBe(requests.length);
  });

  it('is shell all through, without sudo', () => {
    const lines = BANK.map(([, line]) => line);
    expect(lines.filter(line => 'problem' in readScript(line))).toEqual([]);
    expect(lines.filter(line => /(?:^|[;&|(])\s*sudo\s/u.test(line))).toEqual([]);
  });
});

describe('nearestExamples', () => {
  it('finds the same kind of request in the same language, nearest last', () => {
    const [, line] = nearestExamples('lösche die Datei brief.txt').at(-1) ?? [];
    expect(line).toBe('rm entwurf.txt');
  });

  it('finds requests of languages without spaces', () => {
    expect(nearestExamples('卸载gimp').map(([, line]) => line)).toContain('apt remove -y vlc');
  });

  it('gives no line twice, and nothing where nothing is alike', () => {
    const lines = nearestExamples('restart the web server').map(([, line]) => line);
    expect(new Set(lines).size).toBe(lines.length);
    expect(nearestExamples('ᚠᚢᚦ')).toEqual([]);
  });
});
