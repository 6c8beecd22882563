import * as z from 'zod';
import { isHiddenKind, KIND_KEY, KINDS, type Kind } from '../../interfaces/kinds.js';

const kindSchema = z.enum(KINDS);

/** the same type with its kind; call it before `optional()` */
export function withKind<T extends z.ZodType>(kind: Kind, type: T): T {
  return type.meta({ [KIND_KEY]: kind });
}

/** absolute path of the object that the action is about */
export function path(): z.ZodString {
  return withKind('path', z.string().min(1).max(4096));
}

// systemd's own characters and length
const UNIT = /^[A-Za-z0-9:_.@\\-]+$/;
const MAX_UNIT = 255;

/** name of a unit, with or without its suffix */
export function unit(): z.ZodString {
  const name = z.string().min(1).max(MAX_UNIT).regex(UNIT);
  return withKind('unit', name);
}

/** how a content is spelled */
export function encoding() {
  return withKind('encoding', z.enum(['utf-8', 'base64']));
}

/** free text that may stand in a record */
export function text(max: number): z.ZodString {
  return withKind('text', z.string().max(max));
}

/** text that a record holds only as size and keyed digest */
export function secret(max: number): z.ZodString {
  return withKind('secret', z.string().max(max));
}

/** kind of a parameter, `undefined` for a plain value */
function parameterKind(type: z.ZodType): Kind | undefined {
  const declared = type instanceof z.ZodOptional ? type.unwrap() : type;
  const { [KIND_KEY]: kind } = z.globalRegistry.get(declared) ?? {};
  return kindSchema.optional().parse(kind);
}

/** kinds by name, of those that declare one */
export function kindsOf({ shape }: z.ZodObject): ReadonlyMap<string, Kind> {
  const kinds = Object.entries(shape).map(([name, type]) => [name, parameterKind(type)] as const);
  return new Map(kinds.flatMap(([name, kind]) => (kind === undefined ? [] : [[name, kind] as const])));
}

/** names of the parameters that a record must not hold in clear */
export function hiddenParameters(params: z.ZodObject): ReadonlySet<string> {
  return new Set(Array.from(kindsOf(params)).flatMap(([name, kind]) => (isHiddenKind(kind) ? [name] : [])));
}
