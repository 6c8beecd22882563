// the parts of the library below its bus class, which itself is not used: it hides senders, leaks stacks and dies of `h`
declare module 'dbus-next/lib/handshake.js' {
  import type { Socket } from 'node:net';

  export default function handshake(
    stream: Socket,
    options: { authMethods: string[] },
    done: (error: unknown, guid?: string) => void,
  ): void;
}

declare module 'dbus-next/lib/dbus-buffer.js' {
  import type { TypeTree } from 'dbus-next/lib/signature.js';

  export default class DBusBuffer {
    constructor(buffer: Buffer, startPos: number, endian: number);
    pos: number;
    align(power: number): void;
    read(signature: string): unknown[];
    readInt32(): number;
    readStruct(trees: readonly TypeTree[]): unknown[];
    readVariant(): [readonly TypeTree[], unknown[]];
    readSimpleType(type: string): unknown;
    readTree(tree: TypeTree): unknown;
  }
}

declare module 'dbus-next/lib/marshall.js' {
  export default function marshall(signature: string, values: readonly unknown[]): Buffer;
}

declare module 'dbus-next/lib/message.js' {
  const message: { marshall(message: object): [Buffer, unknown[]] };
  export default message;
}

declare module 'dbus-next/lib/signature.js' {
  export interface TypeTree {
    readonly type: string;
    readonly child: readonly TypeTree[];
  }
  const signature: {
    parseSignature(signature: string): TypeTree[];
    collapseSignature(tree: TypeTree): string;
  };
  export default signature;
}
