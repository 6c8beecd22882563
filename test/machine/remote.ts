import { execIn, type Ran, type System } from './driver.js';

const SSH = 'ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'.split(' ');

/** somebody who comes over the network: each run is a login of its own, which logind knows to be remote */
export class Remote {
  readonly #os: System;
  readonly #user: string;
  readonly #password: string;

  constructor(os: System, user: string, password: string) {
    this.#os = os;
    this.#user = user;
    this.#password = password;
  }

  /** one line for the login shell */
  run(line: string): Promise<Ran> {
    return execIn(this.#os, this.argv(line));
  }

  /** the same as a command, for a test that starts and ends it by itself */
  argv(line: string, ...options: readonly string[]): readonly string[] {
    return ['sshpass', '-p', this.#password, ...SSH, ...options, `${this.#user}@127.0.0.1`, line];
  }
}
