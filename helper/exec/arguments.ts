import type { ConfinedProgram, RootForm, RootProgram, ValueType } from '../config/schema.js';
import type { Details, ForeignCheck } from '../call/types.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';

const VALUES: Readonly<Record<Exclude<ValueType, 'flag'>, RegExp>> = {
  integer: /^\d{1,10}$/,
  word: /^[A-Za-z0-9][A-Za-z0-9._:/+@-]{0,127}$/,
  path: /^(\/[A-Za-z0-9_+,@%=:][A-Za-z0-9._+,@%=:-]*)+$/,
  unit: /^[A-Za-z0-9][A-Za-z0-9:_.@\\-]{0,250}\.(service|socket|timer|path)$/,
};

/** says early what the cage would not let happen anyway */
export function checkConfinedArguments(argv: readonly string[], { refuse }: ConfinedProgram): void {
  const options = argv.slice(1);
  for (const word of refuse) {
    const short = /^-[A-Za-z0-9]$/.test(word);
    const found = options.find(
      option => option === word || option.startsWith(`${word}=`) || (short && option.startsWith(word)),
    );
    if (found !== undefined) {
      throw new OperatorError(
        'not-permitted',
        `${argv[0] ?? ''} ${display(found)} is not run confined: it does more than read`,
      );
    }
  }
}

/** the forms that the arguments are of, as an administrator listed them; with none they are refused */
export function matchingForms(argv: readonly string[], { forms }: RootProgram): RootForm[] {
  return forms.filter(form => matches(argv.slice(1), form));
}

/** checks that the services behind the program would make of the caller, for every form that fits */
export function foreignChecks(argv: readonly string[], forms: readonly RootForm[]): ForeignCheck[] {
  return forms.flatMap(form =>
    form.foreign.flatMap(actionId => detailsOf(argv, form).map(details => ({ actionId, details }))),
  );
}

// systemd tells rules the unit and the verb
function detailsOf(argv: readonly string[], { operands, words: [verb = ''] }: RootForm): Details[] {
  const split = argv.indexOf('--');
  if (operands !== 'unit' || split < 0) return [{}];
  return argv.slice(split + 1).map(unit => ({ unit, verb }));
}

/** the forms in words, for the refusal */
export function describeForms(name: string, { forms }: RootProgram): string {
  const one = (form: RootForm): string => {
    const options = Object.entries(form.options).map(
      ([option, type]) => `[${option}${type === 'flag' ? '' : ` ${type}`}]`,
    );
    const operands = form.operands === undefined ? [] : [`-- ${form.operands} (at most ${form.max_operands})`];
    return [name, ...form.words, ...options, ...operands].join(' ');
  };
  return forms.map(one).join('; ');
}

function matches(words: readonly string[], form: RootForm): boolean {
  if (form.words.some((word, index) => words[index] !== word)) return false;
  const rest = words.slice(form.words.length);
  const split = rest.indexOf('--');
  const options = split < 0 ? rest : rest.slice(0, split);
  const operands = split < 0 ? [] : rest.slice(split + 1);
  return matchesOptions(options, form) && matchesOperands(operands, form);
}

function matchesOptions(words: readonly string[], { options }: Pick<RootForm, 'options'>): boolean {
  const [word, ...rest] = words;
  if (word === undefined) return true;
  const form = { options };
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const type = Object.hasOwn(options, name) ? options[name] : undefined;
  if (type === undefined) return false;
  if (type === 'flag') return equals < 0 && continueWith(rest, form);
  // a long option takes its value in the same word, so that nobody has to guess where one ends
  if (word.startsWith('--')) return equals > 0 && VALUES[type].test(word.slice(equals + 1)) && continueWith(rest, form);
  const [value, ...others] = rest;
  return equals < 0 && value !== undefined && VALUES[type].test(value) && continueWith(others, form);
}

function continueWith(words: readonly string[], { options }: Pick<RootForm, 'options'>): boolean {
  return matchesOptions(words, { options });
}

function matchesOperands(operands: readonly string[], form: RootForm): boolean {
  const type = form.operands;
  if (type === undefined) return operands.length === 0;
  return operands.length <= form.max_operands && operands.every(operand => VALUES[type].test(operand));
}
