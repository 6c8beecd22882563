import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../interfaces/redact.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----';

describe('secrets', () => {
  it.each([
    [`a ${KEY} b`, 'a [hidden] b'],
    ['-----BEGIN PRIVATE KEY-----\ncut off', '[hidden]'],
    ['password=hunter2 next', 'password=[hidden] next'],
    ['DB_PASSWORD: "two words"', 'DB_PASSWORD: [hidden]'],
    ["{'api_key': 'abc'}", "{'api_key': [hidden]}"],
    ['mysql --password hunter2 -u me', 'mysql --password [hidden] -u me'],
    ['Authorization: Bearer abcdefgh12345', 'Authorization: Bearer [hidden]'],
    ['https://me:secret@example.org/x', 'https://me:[hidden]@example.org/x'],
    ['ghp_0123456789abcdefghij0123456789', '[hidden]'],
    ['key AKIAIOSFODNN7EXAMPLE end', 'key [hidden] end'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_-123', '[hidden]'],
  ])('of the shape %s are hidden', (text, shown) => {
    expect(redactSecrets(text)).toBe(shown);
  });

  it.each([
    'write /etc/passwd',
    'read /home/sam/tokens.txt',
    'restart nginx.service',
    'the password is asked for',
    'a=b',
  ])('are not seen in %s', text => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('stay hidden when hidden again, and take no time to find', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const once = redactSecrets(`${text} password=${text.replaceAll(/\s/g, '')}x`);
        expect(redactSecrets(once)).toBe(once);
      }),
    );
    const start = performance.now();
    redactSecrets(`${'token'.repeat(20_000)}=${'-----BEGIN '.repeat(5000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
