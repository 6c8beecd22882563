/** something that a test opens when it wants to */
export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>(resolve => (open = resolve));
  return { opened, open: value => open(value) };
}

/** waits until something holds; fails after five seconds */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never came to hold');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
