/** a change of files that is asked for by name, not by a script; paths are absolute */
export type Wish =
  | {
      readonly verb: 'mkdir';
      readonly path: string;
      readonly parents: boolean;
      /** octal digits */
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
    }
  | {
      readonly verb: 'chmod';
      readonly path: string;
      /** octal digits or clauses such as `u+x`; empty to keep it */
      readonly mode: string;
      /** names or numbers; empty to keep them */
      readonly owner: string;
      readonly group: string;
      readonly recursive: boolean;
      readonly only: 'files' | 'directories' | 'all';
    }
  | { readonly verb: 'symlink'; readonly path: string; readonly target: string; readonly overwrite: boolean }
  | {
      readonly verb: 'copy' | 'move';
      readonly path: string;
      readonly to: string;
      readonly recursive: boolean;
      readonly overwrite: boolean;
    }
  | {
      readonly verb: 'delete';
      readonly path: string;
      readonly recursive: boolean;
      readonly forGood: boolean;
      /** home of the person whose trash takes it; empty where it is kept elsewhere */
      readonly home: string;
      /** for the trash: the local time as `2026-01-31T12:00:00` */
      readonly now: string;
    };
