import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { isTagged } from '../../interfaces/signature.js';
import type { ClientBus } from './bus.js';
import { toCallError } from './errors.js';

export const SERVICE_OBJECT = { destination: BUS_NAME, path: OBJECT_PATH } as const;

export interface ServiceCall {
  readonly member: string;
  readonly signature: string;
  readonly body: readonly unknown[];
  /** whether polkit may ask the person */
  readonly interactive?: boolean;
  /** polkit action that the call needs, for the text of a refusal */
  readonly actionId?: string | undefined;
}

/** calls a method of our service; rejects with a `CallError` */
export async function callService(bus: ClientBus, { actionId, ...call }: ServiceCall): Promise<unknown[]> {
  try {
    return await bus.call({ ...SERVICE_OBJECT, interface: INTERFACE_NAME, interactive: false, ...call });
  } catch (error) {
    throw toCallError(error, actionId);
  }
}

/** false for a job that is past the point where it may be stopped, or already over */
export async function cancelJob(bus: ClientBus, job: string): Promise<boolean> {
  const [cancelled] = await callService(bus, { member: 'Cancel', signature: 's', body: [job] });
  return cancelled === true;
}

/** the values of an `a{sv}` as texts */
export function toTexts(dict: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, tagged] of Object.entries(Object(dict))) {
    if (isTagged(tagged)) texts[key] = String(tagged.value);
  }
  return texts;
}

/** the rows of an `aa{sv}` */
export function toTextRows(rows: unknown): Readonly<Record<string, string>>[] {
  return Array.isArray(rows) ? rows.map(toTexts) : [];
}
