/** a script, run in a copy and for real */
export interface Row {
  readonly name: string;
  readonly script: string;
  /** root without it */
  readonly as?: 'alice';
  /** text that root runs on the machine before, after a fresh tree was laid out */
  readonly setup?: string;
  /** takes away what the script leaves outside its tree, once all is done */
  readonly cleanup?: string;
  /** text of a refusal: a list of changes could not be true */
  readonly refused?: RegExp;
  /** true for one that changes nothing */
  readonly empty?: boolean;
  /** exit status, 0 without it */
  readonly status?: number;
  /** reason for which its changes are not applied here */
  readonly unapplied?: string;
}

/** directories in which the scripts work */
export const ROOTS_TREE = '/opt/truth';
export const ALICES_TREE = '/home/alice/truth';

/** the same small tree before each script, as its owner */
export function layOut({ as, setup = '' }: Row): string {
  const [tree, owner] = as === 'alice' ? [ALICES_TREE, 'alice:alice'] : [ROOTS_TREE, 'root:root'];
  return `rm -rf ${tree}; mkdir -p ${tree}; cd ${tree}
    mkdir -p tree/deep/deeper empty full
    echo one >one; echo two >two; printf 'port=80\\nname=old\\n#debug=1\\n' >conf
    echo deep >tree/deep/file; echo deeper >tree/deep/deeper/file; echo top >tree/top
    ln -s deep tree/link; ln -s nowhere dangling; ln -s two link-to-two
    echo spaced >'with space'; for n in 1 2 3 4 5; do echo $n >full/$n; done
    chmod 640 conf; chmod 750 tree/deep; chmod 600 two
    chown -hR ${owner} ${tree}
    ${setup}`;
}
