import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const forgeries = readdirSync('test/forgery').filter(file => file.endsWith('.ts'));

function compile(): Promise<string> {
  return new Promise(resolve => {
    const tsc = ['node_modules/typescript/bin/tsc', '-p', 'test/forgery/tsconfig.json'];
    execFile(process.execPath, tsc, (_error, stdout) => resolve(stdout));
  });
}

it('refuses to compile every forged authorization, and nothing else', async () => {
  const refused = Array.from((await compile()).matchAll(/^(\S+?)\((\d+),\d+\): error/gm), match => {
    const file = (match[1] ?? '').split('/').at(-1) ?? '';
    return `${file}:${match[2]}`;
  });
  const marked = forgeries.flatMap(file =>
    readFileSync(`test/forgery/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, at) => (line.endsWith('// refused') ? [`${file}:${at + 1}`] : [])),
  );
  expect(marked.length).toBeGreaterThanOrEqual(forgeries.length);
  expect(Array.from(new Set(refused)).toSorted()).toEqual(marked.toSorted());
}, 60_000);
