import type { Preview } from '../../interfaces/preview.js';
import { variant, type Dict } from '../../interfaces/signature.js';

/** a preview as it travels: every value is text */
export function tagPreview(preview: Preview): Dict {
  return Object.fromEntries(
    Object.entries(preview).flatMap(([key, value]) => (value === undefined ? [] : [[key, variant(value)] as const])),
  );
}
