import signatures, { type TypeTree } from 'dbus-next/lib/signature.js';
import { parseTypes } from './signatures.js';
import { isTagged, type Tagged } from '../../interfaces/signature.js';

/** the library's nested arrays as plain values: dictionaries without a prototype, variants as `{signature, value}` */
export function fromWire(tree: TypeTree, value: unknown): unknown {
  if (tree.type === 'v') return variantFromWire(value);
  const element = tree.child[0];
  if (!element || !Array.isArray(value)) return value;
  if (tree.type === '(') return tree.child.map((child, index) => fromWire(child, value[index]));
  if (element.type !== '{') return value.map(item => fromWire(element, item));
  const dict: Record<string, unknown> = Object.create(null);
  const entry = element.child[1];
  for (const [key, item] of value) dict[String(key)] = entry && fromWire(entry, item);
  return dict;
}

function variantFromWire(value: unknown): Tagged {
  const [trees, values] = Array.isArray(value) ? value : [];
  const tree: TypeTree = trees[0];
  return { signature: signatures.collapseSignature(tree), value: fromWire(tree, values[0]) };
}

/** plain values as the library's marshaller takes them */
export function toWire(tree: TypeTree, value: unknown): unknown {
  if (tree.type === 's') return safeString(value);
  if (tree.type === 'v') return variantToWire(value);
  const element = tree.child[0];
  if (!element) return value;
  if (tree.type === '(') return tree.child.map((child, index) => toWire(child, Object(value)[index]));
  if (element.type === '{') return entriesToWire(element, value);
  if (element.type === 'y' && (Buffer.isBuffer(value) || value instanceof Uint8Array)) return value;
  if (!Array.isArray(value)) throw new TypeError('expected an array');
  return value.map(item => toWire(element, item));
}

function entriesToWire(entry: TypeTree, value: unknown): unknown[] {
  const [keyTree, itemTree] = entry.child;
  if (!keyTree || !itemTree) throw new TypeError('a dictionary entry has two types');
  return Object.entries(Object(value)).map(([key, item]) => [toWire(keyTree, key), toWire(itemTree, item)]);
}

function variantToWire(value: unknown): [string, unknown] {
  if (!isTagged(value)) throw new TypeError('expected a value with its signature');
  const [tree] = parseTypes(value.signature);
  if (!tree) throw new TypeError('expected one complete type');
  return [value.signature, toWire(tree, value.value)];
}

// a zero byte ends a string on the bus: the daemon would disconnect us for sending one
function safeString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('expected a string');
  return value.replaceAll('\0', '\uFFFD');
}
