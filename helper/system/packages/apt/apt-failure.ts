import { OperatorError } from '../../../../interfaces/errors.js';
import type { QueryResult } from '../../units/run-query.js';

const REFRESH = 'refresh the package lists: run apt-get update as root';

// short sentences for messages that are long, or about apt itself
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/Malformed entry|list of sources could not be read|Malformed stanza/, 'apt cannot read its sources'],
  [/Held packages were changed/, 'a package is held (apt-mark showhold), and is not changed until it is released'],
  [/ 404 |File not found|Failed to fetch/, `the package lists may be older than what the archive has: ${REFRESH}`],
  [/have been kept back|held broken packages/, 'what it needs is held, pinned or not to be had'],
];

const MAX_REASON_CHARACTERS = 600;

/** the lines that say what went wrong, or the last ones where none says so; before them what they mean, where that is known */
export function explainAptFailure(text: string): string {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^(N: |NOTE: |WARNING: apt does not)/.test(line));
  const telling = lines.filter(line =>
    /^E: |^dpkg: error|: (Pre)?Depends: |: Breaks: |: Conflicts: |subprocess/.test(line),
  );
  const chosen = (telling.length > 0 ? telling : lines.slice(-3)).join('; ');
  const sentence = SENTENCES.find(([pattern]) => pattern.test(chosen))?.[1];
  const reason = sentence === undefined ? chosen : `${sentence}: ${chosen}`;
  return reason.slice(0, MAX_REASON_CHARACTERS) || 'it gave no reason';
}

/** an answer counts only where the program says that it could answer */
export function checkAnswer(program: string, answer: QueryResult, allowed: readonly number[] = [0]): QueryResult {
  if (allowed.includes(answer.exitStatus)) return answer;
  throw new OperatorError('failed', `${program} refuses: ${explainAptFailure(`${answer.stdout}\n${answer.stderr}`)}`);
}

/** `sources` is what `apt-cache policy` says without a name */
export function unknownPackage(name: string, sources: string): OperatorError {
  const lists = sources.split('\n').filter(line => /^ *-?\d+ /.test(line) && !line.includes('/var/lib/dpkg/status'));
  if (lists.length === 0)
    return new OperatorError('failed', `there are no package lists, so ${name} is not known: ${REFRESH}`);
  return new OperatorError('failed', `there is no package ${name}: check the name, or ${REFRESH}`);
}
