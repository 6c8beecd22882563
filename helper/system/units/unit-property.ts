import { variant } from '../../../interfaces/signature.js';
import type { UnitProperty } from './unit-starter.js';

export function stringProperty(name: string, value: string): UnitProperty {
  return [name, variant(value)];
}

export function booleanProperty(name: string, value: boolean): UnitProperty {
  return [name, { signature: 'b', value }];
}

export function stringListProperty(name: string, value: readonly string[]): UnitProperty {
  return [name, { signature: 'as', value }];
}

/** 64 bits on the bus */
export function uint64Property(name: string, value: bigint | number): UnitProperty {
  return [name, { signature: 't', value: BigInt(value) }];
}

export function scalarProperty(name: string, signature: 'i' | 'u', value: number): UnitProperty {
  return [name, { signature, value }];
}

/** a list that either allows or denies */
export function filter(name: string, allow: boolean, value: readonly string[]): UnitProperty {
  return [name, { signature: '(bas)', value: [allow, value] }];
}
