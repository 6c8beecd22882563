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
// parts of a comment that keep their case: code in backticks, addresses, licence tags, directives of tools
const KEPT = /`[^`]*`|\bhttps?:\/\/\S+|SPDX-\S+: \S+|oxlint-\S+|@ts-\S+|shellcheck \S+/g;

function exists(file: string): boolean {
  try {
    return readFileSync(file).length >= 0;
  } catch {
    return false;
  }
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function isNode(value: unknown): value is Node & Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function nodesOf(value: unknown): (Node & Record<string, unknown>)[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isNode(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

/** calls of a pattern or a comparison on a `message`, or on a variable that was made from one */
function matchedMessages(text: string): string[] {
  const nodes = nodesOf(parseSync('source.ts', text).program);
  const sourceOf = ({ start, end }: Node): string => text.slice(start, end);
  const taken = nodes
    .filter(({ type }) => type === 'VariableDeclarator')
    .flatMap(({ id, init }) => {
      if (!isNode(id) || !isNode(init)) return [];
      const destructured = /\bmessage\b/.test(sourceOf(id)) && id.type === 'ObjectPattern';
      if (destructured) return ['message'];
      return id.type === 'Identifier' && /\.message\b/.test(sourceOf(init)) ? [sourceOf(id)] : [];
    });
  const isText = (part: string): boolean =>
    /\.message\b/.test(part) || taken.some(name => new RegExp(`(?<![\\w.])${name}\\b`).test(part));
  return nodes
    .filter(({ type }) => type === 'CallExpression')
    .flatMap(call => {
      const { callee, arguments: given } = call;
      if (!isNode(callee) || !isNode(callee['property']) || !TEXT_MATCHERS.has(sourceOf(callee['property']))) return [];
      const parts = [callee['object'], ...(Array.isArray(given) ? given : [])].filter(isNode);
      return parts.some(part => isText(sourceOf(part))) ? [sourceOf(call)] : [];
    });
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

// texts of other programs and libraries, which have no codes
const FOREIGN_TEXTS = new Set(['agent/endpoints/causes.ts', 'agent/endpoints/explain.ts']);
const MATCHERS = new Set(['test', 'exec', 'match', 'matchAll', 'replace', 'replaceAll', 'search', 'split']);
const TEXT_MATCHERS = new Set([...MATCHERS, 'includes', 'startsWith', 'endsWith', 'indexOf']);

describe('style', () => {
  it('decides nothing by the text of an error: codes and fields are for that', () => {
    const agent = sources.filter(file => file.startsWith('agent/') && !FOREIGN_TEXTS.has(file));
    const decided = agent.flatMap(file => matchedMessages(readFileSync(file, 'utf8')).map(text => `${file}: ${text}`));
    expect(decided).toEqual([]);
  });

  it('finds a text that is matched, also where it was given a name before', () => {
    expect(matchedMessages('if (/tier/.test(problem.message)) widen();')).toHaveLength(1);
    expect(matchedMessages("const said = clean(error.message.trim()); said.includes('tier');")).toHaveLength(1);
    expect(matchedMessages('const { message } = error; /^a/.exec(message);')).toHaveLength(1);
    expect(matchedMessages('const told = error.message; print(told); /^a/.exec(line);')).toEqual([]);
  });

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
    const odd = sources.filter(
      file => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d|\.plan|\.tiers)?\.ts$/.test(basename(file)),
    );
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
