import { randomUUID } from 'node:crypto';

/** begins with the time, so that ids sort by age */
export function newRecordId(): string {
  return `${Date.now().toString(36)}-${randomUUID().slice(0, 8)}`;
}
