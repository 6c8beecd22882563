import { readFileSync, statSync } from 'node:fs';

/** a file modified within this time is not cached: a second write could leave the same timestamps */
const RECENT_MS = 1000;

/**
 * memoizes `parse` of a text file until the file is replaced or written to; parses an empty text if the file cannot be
 * read
 */
export function memoizeParsedFile<T>(path: string, parse: (text: string) => T): () => T {
  let kept: { readonly stamp: string; readonly value: T } | undefined;
  return () => {
    const { stamp, settled } = lookAt(path);
    if (kept && kept.stamp === stamp) return kept.value;
    const value = parse(readText(path));
    kept = settled ? { stamp, value } : undefined;
    return value;
  };
}

// looked at before it is read: what is written in between is seen the next time
function lookAt(path: string): { readonly stamp: string; readonly settled: boolean } {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return { stamp: '', settled: false };
  const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = stats;
  return { stamp: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, settled: Date.now() - Number(ctimeMs) > RECENT_MS };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
