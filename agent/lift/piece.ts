import type { Part, RestPart } from './part.js';
import type { Refusal } from './write.js';

/** commands that only prepare the step behind them */
export interface Prepare {
  readonly kind: 'prepare';
  readonly source: string;
  readonly action: string;
  readonly notes: readonly string[];
}

export type Piece = Part | Prepare;

export function restOf(source: string, { why, live }: Refusal): RestPart {
  return { kind: 'rest', source, why, ...(live === true && { live }) };
}

/** joins what only prepares an action with the step that it prepares; alone it is understood by no action */
export function joinPrepared(pieces: readonly Piece[]): Part[] {
  return pieces.flatMap((piece, index): Part[] => {
    if (piece.kind === 'prepare') {
      const follows = pieces.slice(index + 1).some(later => isPreparedBy(later, piece));
      return follows ? [] : [restOf(piece.source, { why: `no action does this without ${piece.action}`, live: true })];
    }
    const before = pieces.slice(0, index).filter(earlier => isPrepare(earlier) && isPreparedBy(piece, earlier));
    const first = pieces.findIndex(other => before.some(one => isPrepare(one) && isPreparedBy(other, one))) === index;
    if (piece.kind !== 'step' || before.length === 0 || !first) return [piece];
    const notes = before.flatMap(one => (isPrepare(one) ? one.notes : []));
    return [
      {
        ...piece,
        source: [...before, piece].map(({ source }) => source).join(' && '),
        notes: [...notes, ...piece.notes],
      },
    ];
  });
}

function isPrepare(piece: Piece): piece is Prepare {
  return piece.kind === 'prepare';
}

function isPreparedBy(piece: Piece, { action }: Prepare): boolean {
  return piece.kind === 'step' && piece.step.action === action;
}
