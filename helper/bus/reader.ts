import DBusBuffer from 'dbus-next/lib/dbus-buffer.js';
import type { TypeTree } from 'dbus-next/lib/signature.js';
import { parseTypes } from './signatures.js';

/** most values of one message, and most containers inside one another: each value costs many times its bytes in memory */
export interface Budget {
  readonly values: number;
  readonly depth: number;
}

/** a message that holds more than its budget */
export class BudgetExceeded extends Error {}

// the stock parser throws at a message of type `h` that carries no descriptor, which anybody may send
export class MessageReader extends DBusBuffer {
  readonly #budget: Budget;
  #values = 0;
  #depth = 0;

  constructor(bytes: Buffer, budget: Budget) {
    super(bytes, 0, bytes[0] ?? 0);
    this.#budget = budget;
  }

  override readTree(tree: TypeTree): unknown {
    const { values, depth } = this.#budget;
    this.#values += 1;
    this.#depth += 1;
    if (this.#values > values) throw new BudgetExceeded(`made of more than ${values} values`);
    // the innermost value is no container
    if (this.#depth > depth + 1) throw new BudgetExceeded(`nested deeper than ${depth} containers`);
    const value = super.readTree(tree);
    this.#depth -= 1;
    return value;
  }

  override readSimpleType(type: string): unknown {
    return type === 'h' ? this.readInt32() : super.readSimpleType(type);
  }

  // as the library's, which parses the same few signatures again and again
  override readVariant(): [readonly TypeTree[], unknown[]] {
    const trees = parseTypes(String(this.readSimpleType('g')));
    return [trees, this.readStruct(trees)];
  }
}
