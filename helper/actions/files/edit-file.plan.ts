import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'in my .gitconfig the mail address should be sam@example.org',
      steps: [
        { path: '/home/sam/.gitconfig', operation: 'set', section: 'user', setting: 'email', text: 'sam@example.org' },
      ],
    },
    {
      request: 'kommentiere in /etc/fstab die zeile mit /mnt/alt aus',
      steps: [{ path: '/etc/fstab', operation: 'comment', match: '/mnt/alt' }],
    },
    {
      request: 'delete line 3 of notes.txt',
      steps: [{ path: '/home/sam/notes.txt', operation: 'delete', line_number: 3 }],
    },
  ],
  unlisted: true,
};

// signs between the parts of a substitution
const SIGNS = ['/', '|', '#', ',', ':', '@', '%'];

// text that a pattern of sed stands for as it is: a dot may be any sign there, and is only itself here
function plainPattern(sign: string): string {
  return `((?:[^\\\\*\\[\\]^$${hexOf(sign)}]|\\\\[.*\\[\\]^$\\/${hexOf(sign)}-])+)`;
}

function plainText(sign: string): string {
  return `((?:[^\\\\&${hexOf(sign)}]|\\\\[.&\\/${hexOf(sign)}-])*)`;
}

function hexOf(sign: string): string {
  return `\\x${sign.charCodeAt(0).toString(16)}`;
}

const UNESCAPED = ['match', 'text'];

/** `s/…/…/` with one anchor: at most one place of each line, so that each line is meant as sed means it */
const ANCHORS = [
  { before: '\\^', after: '\\$', position: 'whole' },
  { before: '\\^', after: '', position: 'start' },
  { before: '', after: '\\$', position: 'end' },
];

function substitutions(sign: string) {
  const [s, pattern, text] = [hexOf(sign), plainPattern(sign), plainText(sign)];
  const anchored = ANCHORS.map(({ before, after, position }) => ({
    match: `s${s}${before}${pattern}${after}${s}${text}${s}g?`,
    set: { operation: 'replace', match: '$1', text: '$2', position, every: true },
    unescaped: UNESCAPED,
  }));
  // a sign of a comment that may be there, a name, and all that stands behind it
  const name = '(?:\\^)?(?:#(?:\\\\\\?|\\*)?)?(?:\\\\s\\*| \\*)?([A-Za-z_][\\w.-]*)';
  const value = `((?!=)(?:[^\\\\&${s}]|\\\\[.&\\/${s}-])*)`;
  return [
    ...anchored,
    {
      match: `s${s}${name}(?: \\*|\\\\s\\*)?=?\\.\\*\\$?${s}\\1 ?= ?${value}${s}`,
      set: { operation: 'set', setting: '$1', text: '$2' },
      unescaped: UNESCAPED,
    },
    {
      match: `s${s}${name}(?: |\\\\s\\*|\\\\s\\\\\\+)?\\.\\*\\$?${s}\\1 ${value}${s}`,
      set: { operation: 'set', setting: '$1', text: '$2', style: 'sshd' },
      unescaped: UNESCAPED,
    },
    {
      match: `(\\d{1,7})s${s}${pattern}${s}${text}${s}`,
      set: { operation: 'replace', line_number: '$1', match: '$2', text: '$3' },
      unescaped: UNESCAPED,
    },
    {
      match: `s${s}${pattern}${s}${text}${s}g`,
      set: { operation: 'replace', match: '$1', text: '$2', every: true },
      unescaped: UNESCAPED,
    },
    {
      match: `s${s}${pattern}${s}${text}${s}`,
      set: { operation: 'replace', match: '$1', text: '$2' },
      unescaped: UNESCAPED,
    },
  ];
}

/** commands of sed for the lines with a text, or for one line by its number */
const TEXT = '((?:[^\\\\])+)';
const added = [
  ['a', 'insert_after'],
  ['i', 'insert_before'],
  ['c', 'replace_line'],
].flatMap(([letter, operation]) => [
  {
    match: `/${plainPattern('/')}/${letter}(?: |\\\\ ?)?${TEXT}`,
    set: { operation: operation ?? '', match: '$1', text: '$2', every: true },
    unescaped: ['match'],
  },
  {
    match: `(\\d{1,7})${letter}(?: |\\\\ ?)?${TEXT}`,
    set: { operation: operation ?? '', line_number: '$1', text: '$2' },
  },
]);
const commented = [
  ['s/\\^/# ?/', 'comment'],
  ['s/\\^# ?//', 'uncomment'],
].map(([command, operation]) => ({
  match: `/${plainPattern('/')}/ ?${command}`,
  set: { operation: operation ?? '', match: '$1', every: true },
  unescaped: ['match'],
}));

const deletions = [
  { match: '(\\d{1,7})d', set: { operation: 'delete', line_number: '$1' } },
  ...[...ANCHORS, { before: '', after: '', position: 'anywhere' }].map(({ before, after, position }) => ({
    match: `/${before}${plainPattern('/')}${after}/d`,
    set: { operation: 'delete', match: '$1', position, every: true },
    unescaped: UNESCAPED,
  })),
];

export const lifting: LiftingInput = {
  action: 'edit_file',
  forms: [
    {
      id: 'sed-in-place',
      programs: ['sed'],
      options: { '-i': 'ignored', '--in-place': 'ignored' },
      needs: [['-i', '--in-place']],
      operands: [
        { patterns: [...deletions, ...added, ...commented, ...SIGNS.flatMap(substitutions)] },
        { param: 'path', many: 'each' },
      ],
      note: 'plain text instead of a pattern; several places are refused where the command does not name them all',
    },
  ],
};
