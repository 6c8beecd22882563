import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { basename, extname } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(file => file !== '' && exists(file));
const sources = files.filter(file => file.endsWith('.ts'));
const HASH_COMMENTS = new Set([
  '.sh',
  '.toml',
  '.service',
  '.socket',
  '.yaml',
  '.yml',
  '.bash',
  '.fish',
  '.conf',
  '.slice',
]);
// what keeps its case inside a comment: code in backticks, addresses, licence tags, directives of tools
const KEPT = /`[^`]*`|\bhttps?:\/\/\S+|SPDX-\S+: \S+|oxlint-\S+|@ts-\S+|shellcheck \S+/g;

function exists(file: string): boolean {
  try {
    return readFileSync(file).length >= 0;
  } catch {
    return false;
  }
}

function commentsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.ts')) return parseSync(file, text).comments.map(comment => comment.value);
  if (/\.(xml|policy|conf)$/.test(file) && text.trimStart().startsWith('<')) {
    return Array.from(text.matchAll(/<!--([^[][\s\S]*?)-->/g), match => match[1] ?? '');
  }
  if (!HASH_COMMENTS.has(extname(file)) && !text.startsWith('#!/')) return [];
  return text.split('\n').flatMap((line, index) => (index === 0 && line.startsWith('#!') ? [] : hashComment(line)));
}

function hashComment(line: string): string[] {
  const match = /^\s*#\s+(.*)$/.exec(line);
  return match?.[1] === undefined ? [] : [match[1]];
}

describe('style', () => {
  it('keeps every comment in lowercase', () => {
    const loud = files.flatMap(file =>
      commentsOf(file)
        .filter(comment => /\p{Lu}/u.test(comment.replace(KEPT, '')))
        .map(comment => `${file}: ${comment.trim().slice(0, 80)}`),
    );
    expect(loud).toEqual([]);
  });

  it('finds the comments that it judges', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.flatMap(commentsOf).length).toBeGreaterThan(20);
  });

  it('keeps every source under 200 lines and the median under 80', () => {
    const lengths = sources.map(file => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 200)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('names files in kebab case, without drawers for leftovers', () => {
    const odd = sources.filter(file => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d)?\.ts$/.test(basename(file)));
    expect(odd).toEqual([]);
    expect(sources.filter(file => /(^|[/-])(utils?|helpers|common|misc)\.ts$/.test(file))).toEqual([]);
  });

  it('keeps addresses of registries and mirrors out', () => {
    const address = new RegExp(
      ['registry\\.npm' + 'js', 'deb\\.debian' + '\\.org', 'py' + 'pi\\.org', 'files\\.python' + 'hosted'].join('|'),
    );
    expect(files.filter(file => file !== 'LICENSE' && address.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('has a lock file without download addresses', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
