import type { Tier } from './types.js';

type PromptTexts = Required<Pick<Tier, 'message' | 'step'>>;

/** both texts of a tier that asks for consent; `step` is a verb phrase that ends in a full stop */
export function askedTo(step: string): PromptTexts {
  return { message: `The operator was asked to ${step}`, step };
}

/** both texts of a tier that asks for an administrator or the authority over a device */
export function authenticationTo(step: string): PromptTexts {
  return { message: `Authentication is required to ${step}`, step };
}

/** texts for a person who speaks german; `step` is an infinitive with `zu` that ends in a full stop */
export function inGerman(description: string, step: string): Required<Pick<Tier, 'german'>> {
  return { german: { description, message: `Legitimierung ist erforderlich, um ${step}` } };
}
