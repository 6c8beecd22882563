const PREFIX = 'llmos-op-';
const ID = /^[a-z0-9-]{1,64}$/;

export const UNIT_PATTERN = `${PREFIX}*.service`;

export function unitName(id: string): string {
  if (!ID.test(id)) throw new TypeError(`not the id of an operation: ${JSON.stringify(id)}`);
  return `${PREFIX}${id}.service`;
}

/** the object path of a unit: everything but letters and digits is written as `_xx` */
export function unitPath(name: string): string {
  const label = Array.from(Buffer.from(name), (byte, index) => escapeByte(byte, index)).join('');
  return `/org/freedesktop/systemd1/unit/${label}`;
}

function escapeByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte);
  const plain = index === 0 ? /[A-Za-z]/ : /[A-Za-z0-9]/;
  return plain.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
}
