import { readFileSync, statSync } from 'node:fs';

/** a file written to as lately as this may be written to again without looking any different */
const RECENT_MS = 1000;

/**
 * what `parse` makes of a text file, again only once the file is another one or was written to; of an empty text where
 * it cannot be read
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
