const PLAIN = /^[\w@%+=:,./-]+$/;
// a terminal acts on these, or shows nothing for them
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** one word of a script for any shell, which reads back exactly this text */
export function scriptWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** one word of a command that is shown to be copied: the same, with nothing in it that a terminal acts on */
export function shellWord(text: string): string {
  if (!UNSEEN.test(text)) return scriptWord(text);
  return `$'${Array.from(Buffer.from(text), escapeByte).join('')}'`;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w@%+=:,./ -]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
