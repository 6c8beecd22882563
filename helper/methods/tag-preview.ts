import type { Preview } from '../../interfaces/preview.js';
import type { Dict } from '../../interfaces/signature.js';

/** a preview as it travels: every value is text */
export function tagPreview(preview: Preview): Dict {
  const given = Object.entries(preview).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, { signature: 's', value }]));
}
