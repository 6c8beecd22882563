import { describe, expect, it } from 'vitest';
import { findHeadless } from './house/comments.js';
import { countFiles, drawFolders, findCycles } from './house/folders.js';
import { listSources } from './house/sources.js';

const sources = listSources();
const FOLDER = 25;

describe('the folders', () => {
  it('can be put in an order: none imports from one that imports from it, types included', () => {
    expect(findCycles(drawFolders(sources))).toEqual([]);
  });

  it('hold 25 files at most', () => {
    expect(countFiles(sources).filter(([, files]) => files > FOLDER)).toEqual([]);
  });

  it('show a cycle where there is one', () => {
    const arrows = drawFolders([
      { file: 'a/one.ts', text: "import type { Two } from '../b/two.js';" },
      { file: 'b/two.ts', text: "const { three } = await import('../c/three.js');" },
      { file: 'c/three.ts', text: "import { one } from '../a/one.js';" },
      { file: 'd/four.ts', text: "import { one } from '../a/one.js';" },
    ]);
    expect(findCycles(arrows)).toEqual([['a', 'b', 'c']]);
  });
});

describe('the comments', () => {
  it('begin with a noun or a verb', () => {
    expect(listSources(['.']).flatMap(findHeadless)).toEqual([]);
  });

  it('are judged by their first line', () => {
    const text =
      '// what a file is\n// of somebody\nlet a;\n/** returns a file\n * of somebody */\nlet b; // whatever\n';
    expect(findHeadless({ file: 'a.ts', text })).toEqual(['what a file is', 'whatever']);
  });
});
