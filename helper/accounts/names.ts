import * as z from 'zod';

/** as useradd takes it: what every program of the machine understands */
export const accountName = z
  .string()
  .max(32)
  .regex(/^[a-z_][a-z0-9_-]*$/, 'expected the name of an account: small letters, digits, - and _');

/** groups of older systems have capital letters and dots as well */
export const groupName = z
  .string()
  .max(32)
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, 'expected the name of a group');
