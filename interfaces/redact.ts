/** stands in a text for a secret */
export const HIDDEN = '[hidden]';

// secrets by their shape; what stands before a value stays, so that a reader sees what was hidden
const KEY_BLOCK = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const NAMED =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|credentials?)["']?\s*[=:]\s*)(?!\[hidden\])("[^"]*"|'[^']*'|[^\s,;&"')\]}]+)/gi;
const OPTION =
  /(--?(?:password|passwd|passphrase|pass|secret|token|api-key)\s+)(?!\[hidden\])("[^"]*"|'[^']*'|[^\s-]\S*)/gi;
const HEADER = /\b((?:authorization\s*:\s*)?(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi;
const ADDRESS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,128}:)[^\s@/]+(?=@)/gi;
const TOKENS =
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9_-]{16,}|xox[abeprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{30,}|eyJ[A-Za-z0-9_-]{10,1024}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)\b/g;

/** text for a record, the journal or a screen; never applied to what a call returns */
export function redactSecrets(text: string): string {
  return text
    .replace(KEY_BLOCK, HIDDEN)
    .replace(ADDRESS, `$1${HIDDEN}`)
    .replace(HEADER, `$1${HIDDEN}`)
    .replace(OPTION, `$1${HIDDEN}`)
    .replace(NAMED, `$1${HIDDEN}`)
    .replace(TOKENS, HIDDEN);
}
