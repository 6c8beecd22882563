import type { Plan } from '../plan.js';

const RUNNERS = new Set(['sudo', 'doas', 'env', 'nice', 'nohup', 'setsid', 'time', 'timeout', 'stdbuf', 'ionice']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'busybox']);
const WIPERS = /^(?:mkfs(?:\..+)?|mke2fs|wipefs|blkdiscard|shred|fdisk|sfdisk|parted|cryptsetup)$/;
const DEVICE = /^(?:of=)?\/dev\/(?!null$|stdout$|stderr$|tty$)/;
// the root, what lies directly in it, all homes and a whole home
const EVERYTHING = /^(?:\/(?:[^/]+\/?)?\*?|\/(?:home|Users)\/[^/]+\/?\*?|~\/?\*?|\$HOME\/?\*?|\.\/?\*|\*)$/;
const FORK_BOMB = /:\s*\(\s*\)\s*\{.*\|.*&.*\}/s;

/**
 * the command that would take the whole machine or a whole home away, whoever asks for it: a slip of a small model must not be
 * one yes away from that. a person who means it needs no model for it
 */
export function findCatastrophicCommand(plan: Plan): readonly string[] | undefined {
  // any list may be a command
  const lists = plan.steps.flatMap(step => Object.values(step).filter(Array.isArray));
  return lists.map(words => words.map(String)).find(isCatastrophic);
}

function isCatastrophic(words: readonly string[]): boolean {
  const argv = withoutRunners(words);
  const program = (argv[0] ?? '').split('/').at(-1) ?? '';
  const rest = argv.slice(1);
  if (SHELLS.has(program)) return isRuinousScript(rest.join(' '));
  if (WIPERS.test(program) || program === 'dd' || program === 'tee') return rest.some(word => DEVICE.test(word));
  const whole = rest.some(word => EVERYTHING.test(word));
  if (program === 'rm') return whole && rest.some(word => /^(?:-[a-z]*[rR]|--recursive)/.test(word));
  if (program === 'chmod' || program === 'chown')
    return whole && rest.some(word => /^(?:-[a-zA-Z]*R|--recursive)/.test(word));
  return program === 'find' && whole && rest.includes('-delete');
}

// the command behind runners: the first word that is no option, assignment or number
function withoutRunners(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  if (!RUNNERS.has(first.split('/').at(-1) ?? '')) return words;
  const next = rest.findIndex(word => !/^-|=|^\d+[smhd]?$|^root$/.test(word));
  return next < 0 ? [] : withoutRunners(rest.slice(next));
}

/** true for shell text with such a command in it */
export function isRuinousScript(line: string): boolean {
  if (FORK_BOMB.test(line) || />\s*\/dev\/(?!null|stdout|stderr|tty)/.test(line)) return true;
  return line.split(/[;&|\n]+/).some(part => {
    const words = part
      .trim()
      .split(/\s+/)
      .map(word => word.replace(/^["']|["']$/g, ''));
    return words.length > 1 && isCatastrophic(words[0] === '-c' ? words.slice(1) : words);
  });
}
