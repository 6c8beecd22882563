import { describe, expect, it } from 'vitest';
import { effectsOfLine, liftContext } from './effects.js';
import { judgeRequest, type Result } from './judge-set.js';
import type { Accepted } from './set-file.js';

const PLACE = liftContext({ user: 'alice', home: '/home/alice', cwd: '/home/alice' });

function judged(accept: Accepted[], line: string): Result {
  const effects = effectsOfLine(line, PLACE);
  if (effects === undefined) throw new Error('no shell');
  return judgeRequest({ request: 'x', language: 'en', category: 'x', accept }, { kind: 'runs', effects }, PLACE);
}

describe('judgeRequest', () => {
  const restart: Accepted[] = [{ shell: 'systemctl restart nginx' }];

  it('compares what lines do, not how they are spelled', () => {
    expect(judged(restart, 'sudo systemctl restart nginx.service')).toBe('right');
    expect(judged(restart, 'service nginx restart')).toBe('right');
    expect(judged([{ shell: 'tar -czf a.tgz a' }], 'tar -cvzf a.tgz a/')).toBe('right');
  });

  it('calls any other change wrong, also beside the right one', () => {
    expect(judged(restart, 'systemctl stop nginx')).toBe('wrong change');
    expect(judged(restart, 'systemctl restart nginx && rm -r x')).toBe('wrong change');
    expect(judged(['words'], 'systemctl restart nginx')).toBe('wrong change');
    expect(judged([{ look: ['df'] }], 'rm -rf /var/log')).toBe('wrong change');
  });

  it('takes a look for right where one of its programs was named', () => {
    expect(judged([{ look: ['df', 'du'] }], 'du -sh /home | sort')).toBe('right');
    expect(judged([{ look: ['df'] }], 'uptime')).toBe('useless');
  });

  it('reads typed steps with any value where none is given, and switches as off', () => {
    const write: Accepted[] = [{ plan: [{ action: 'write_file', path: 'a.txt' }] }];
    expect(judged(write, 'echo x > a.txt')).toBe('right');
    expect(judged(write, 'echo x >> a.txt')).toBe('wrong change');
  });

  it('tells an honest no from a right one', () => {
    const request = { request: 'x', language: 'en', category: 'x', accept: restart };
    expect(judgeRequest(request, { kind: 'words' }, PLACE)).toBe('honest no');
    expect(judgeRequest({ ...request, accept: ['words'] }, { kind: 'words' }, PLACE)).toBe('right');
    expect(judgeRequest(request, { kind: 'words', offered: 'systemctl restart nginx' }, PLACE)).toBe('right');
  });
});
