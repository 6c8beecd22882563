/** what is in the model's context that the person did not type; once there, it stays */
export interface Taint {
  readonly reasons: readonly string[];
  add(reason: string): void;
}

export function createTaint(): Taint {
  const reasons: string[] = [];
  return {
    reasons,
    add: reason => {
      if (!reasons.includes(reason)) reasons.push(reason);
    },
  };
}
