import type { Endpoint } from './endpoint.js';
import type { Unknown } from './error.js';

/** the parts of a request that some servers do not know */
export interface Terms {
  /** how the answer is kept to a plan: by its schema, to any json object, or by words alone */
  readonly format: 'schema' | 'object' | 'none';
  /** asked to count the tokens that it read */
  readonly usage: boolean;
  /** takes no temperature, and counts its thoughts as part of the answer */
  readonly thinks: boolean;
}

export function firstTerms({ schema, reasoning }: Endpoint): Terms {
  return { format: schema === false ? 'none' : 'schema', usage: true, thinks: reasoning };
}

/** the same request with one part less; undefined where it is gone already */
export function easierTerms(terms: Terms, { kind }: Endpoint, without: Unknown | undefined): Terms | undefined {
  if (without === 'usage') return terms.usage ? { ...terms, usage: false } : undefined;
  if (without === 'temperature') return terms.thinks ? undefined : { ...terms, thinks: true };
  if (without === undefined || terms.format === 'none') return undefined;
  // anthropic knows no mode between a schema and none
  return { ...terms, format: terms.format === 'schema' && kind === 'openai' ? 'object' : 'none' };
}

const SAID: Readonly<Record<Unknown, string>> = {
  format: 'does not take the format of the answer that it was asked for',
  usage: 'does not count tokens',
  temperature: 'takes no temperature',
};

export function describeUnknown(without: Unknown): string {
  return SAID[without];
}
