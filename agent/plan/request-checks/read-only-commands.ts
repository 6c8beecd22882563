// programs that only look, with whatever is given to them that is not told of below: what most requests for a program want
const LOOKING = new Set(
  (
    'cat head tail wc grep find ls stat file du df free uptime uname whoami id date hostname lscpu lsblk ps ip ss who w last sort cut ' +
    'nproc echo pwd env journalctl groups users diff cmp sha256sum hostnamectl'
  ).split(' '),
);

// arguments that make one of them do something; one too many costs a question, one too few a surprise
const CHANGING: Readonly<Record<string, RegExp>> = {
  find: /^-(?:delete|exec|execdir|ok|okdir|fls|fprint.*)$/u,
  sort: /^(?:-[a-z]*o|--o)/iu,
  date: /^(?:-[a-z]*s|--s|\d{8})/u,
  // another name; a program to run
  hostname: /^(?:[^-]|-[a-z]*[bF]|--boot|--file)/u,
  env: /^(?!-|\w+=)/u,
  ip: /^(?:add|append|change|delete?|exec|flush|replace|restore|set|-b|--?batch)$/u,
  ss: /^(?:-[a-z]*K|--kill)/u,
  file: /^(?:-[a-z]*C|--compile)/u,
  journalctl: /^--(?:rotate|vacuum|flush|relinquish|smart-relinquish|sync|setup-keys|update-catalog)/u,
  hostnamectl: /^(?:set-.*|hostname|icon-name|chassis|deployment|location)$/u,
};

export function isReadOnlyCommand(argv: unknown): boolean {
  if (!Array.isArray(argv)) return false;
  const [program, ...given] = argv.map(String);
  if (program === undefined || !LOOKING.has(program)) return false;
  const changing = CHANGING[program];
  return changing === undefined || !given.some(argument => changing.test(argument));
}
