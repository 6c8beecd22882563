import type { Random } from './random.js';

const BEFORE = [
  'please',
  'please',
  'could you',
  'can you',
  'could you please',
  'would you',
  'would you please',
  'hey,',
  'hi,',
  'now',
  'ok,',
  'ok, now',
  'kindly',
  'go ahead and',
  "I'd like you to",
  'I want you to',
  'I need you to',
  'you should',
  'quickly',
  'just',
  'be so kind and',
  'could you be so kind and',
  "let's",
  'help me to',
  'do me a favour and',
  'next,',
  'first,',
  'then',
  'computer,',
  'would you mind to',
];
const BEHIND = [
  'please',
  ', please',
  '!',
  '.',
  ', thanks',
  ' thank you',
  ', ok?',
  ' now',
  ' for me',
  ' for me, please',
  ' if you can',
  ' thx',
  ', would you?',
  ' asap',
];
const ENGLISH =
  /^(add|append|apt|bring|cap|cat|change|check|compare|count|create|cycle|delete|diff|disable|display|enable|end|file|find|fire|force|get|give|grep|halt|install|interrupt|kill|launch|limit|list|look|make|mask|overwrite|pause|print|purge|put|read|relaunch|reload|remove|replace|restart|restrict|resume|run|save|search|send|set|show|signal|start|stop|store|suspend|swap|switch|tell|terminate|touch|turn|uninstall|unmask|use|write)\b/;

/** says it the way people say such things: politely, in haste, without a care for capitals */
export function inManner(request: string, answer: string, random: Random): string {
  let said = request;
  const asks = /[?]$/.test(said);
  if (ENGLISH.test(said) && !asks) {
    if (random.chance(0.25)) said = `${random.pick(BEFORE)} ${said}`;
    if (random.chance(0.14)) said = `${said}${random.pick(BEHIND).replace(/^(?=[a-z])/, ' ')}`;
  } else if (asks && random.chance(0.25)) {
    said = said.replace(/ ?\?$/, random.pick(['', '', '??', ', please?']));
  }
  const kind = random.next();
  const first = /^[\p{L}']+/u.exec(said)?.[0] ?? '';
  // words copied into the answer keep their case
  if (kind < 0.3 && !answer.includes(first)) return said.charAt(0).toUpperCase() + said.slice(1);
  return kind < 0.4 && !/\p{Lu}/u.test(answer) ? said.toLowerCase() : said;
}
