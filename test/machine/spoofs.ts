/** arguments of a program, raw and as every polkit agent must show them */
export const SPOOFS: readonly (readonly [name: string, raw: string, shown: string])[] = [
  ['escape codes that clear the screen', '\u001b[2J\u001b[1;1H\u001b[8m', String.raw`\x1b[2J\x1b[1;1H\x1b[8m`],
  ['a title and a clipboard of the terminal', '\u001b]0;t\u0007\u009b31m', String.raw`\x1b]0;t\x07\x9b31m`],
  ['a line of its own, as the prompt would end', 'x\r\nPassword: ', String.raw`x\x0d\x0aPassword:\x20`],
  ['a carriage return over the truth', 'x\r/etc/harmless', String.raw`x\x0d/etc/harmless`],
  ['text turned round', '/etc/\u202etxt.wodahs\u2066', String.raw`/etc/\u{202e}txt.wodahs\u{2066}`],
  ['letters that nobody sees', 'rm\u200b\u2060\ufeff\u00ad', String.raw`rm\u{200b}\u{2060}\u{feff}\xad`],
  ['markup', '<span size="1">&amp;</span>', String.raw`\x3cspan size=\x221\x22\x3e\x26amp;\x3c/span\x3e`],
  ['mixed scripts', 'pаypal', String.raw`p\u{430}ypal`],
  ['keys of the message', '$(display_cwd)$(polkit.message)', String.raw`\x24(display_cwd)\x24(polkit.message)`],
  ['quotes that end the argument', "' 'rm' '-rf", String.raw`\x27 \x27rm\x27 \x27-rf`],
  [
    'buttons of its own, far below',
    `x${'\n'.repeat(12)}[ Cancel ] [ OK ]`,
    String.raw`x${String.raw`\x0a`.repeat(12)}[ Cancel ] [ OK ]`,
  ],
];

/** the whole sentence of a prompt for `sh` with such an argument, asked for by alice */
export function sentenceOf(shown: string): string {
  const facts = `'sh' '${shown}' as you (/usr/bin/sh in /home/alice, no input)`;
  return `The operator was asked to run ${facts}. It may change your files; it has no network.`;
}
