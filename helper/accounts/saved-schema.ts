import * as z from 'zod';
import type { SavedAccount } from '../system/accounts/saved-account.js';

const range = z.tuple([z.number(), z.number()]);
const texts = z.array(z.string());

const savedSchema = z.strictObject({
  name: z.string(),
  uid: z.number(),
  gid: z.number(),
  gecos: z.string(),
  home: z.string(),
  shell: z.string(),
  groups: texts,
  ownGroup: z.boolean(),
  shadow: texts,
  subUids: z.array(range),
  subGids: z.array(range),
  aside: z.string(),
});

/** an account as it was kept, in base64; throws a zod error for another shape */
export function parseSaved(content: string): SavedAccount {
  return savedSchema.parse(JSON.parse(Buffer.from(content, 'base64').toString('utf8')));
}
