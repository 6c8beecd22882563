// what the words of a request say of an action's parameters: for whoever checks a plan against its request

export interface ImpliedValue {
  readonly param: string;
  /** a regular expression, read without regard to case */
  readonly said: string;
  /** the value as text; `$1` is the first group */
  readonly value: string;
}

/** all three are regular expressions, read without regard to case */
export interface ParameterRule {
  readonly param: string;
  /** the values that this is about, as whole text; all unless given */
  readonly value?: string;
  /** words that ask for it, in as many languages as may be: without one of them it is left out */
  readonly said?: string;
  /** words that rule it out, whatever else is said */
  readonly denied?: string;
  /** what it becomes instead of being left out: for a parameter that must be there */
  readonly otherwise?: string;
}

/** an example that is shown to a model only where the request is about the like of it */
export interface FewShotExample {
  /** a regular expression, read without regard to case */
  readonly when: string;
  readonly request: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}
