import { LIVE_PROGRAMS } from '../../interfaces/live-programs.js';

const LIVE = new Set(LIVE_PROGRAMS);

// words that only run the command after them
const BEFORE =
  /^(?:sudo|doas|env|exec|command|nohup|time|nice|ionice|xargs|then|do|else|elif|if|while|until|!|\{|builtin)$/;
const PARTS = /\n|;|&|\||\(|\)|`|\{\s/;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
const OPTION = /^-/;
const ROOT_OPTION = /^--root(=|$)/;

/**
 * the first command of a script that acts on the running system, as far as its text shows: said before anything runs.
 * commands that the text hides are caught in the copy, where these programs only leave their name
 */
export function findLive(script: string): string | undefined {
  for (const part of script.split(PARTS)) {
    const words = part.trim().split(/\s+/);
    const name = commandOf(words);
    if (name !== undefined && LIVE.has(name) && !isOffline(name, words)) return name;
  }
  return undefined;
}

// changes links of units in a tree of files, and speaks to nobody
function isOffline(name: string, words: readonly string[]): boolean {
  return name === 'systemctl' && words.some(word => ROOT_OPTION.test(word));
}

function commandOf(words: readonly string[]): string | undefined {
  const word = words.find(each => !(BEFORE.test(each) || ASSIGNMENT.test(each) || OPTION.test(each)));
  return word
    ?.replaceAll(/["'\\]/g, '')
    .split('/')
    .at(-1);
}
