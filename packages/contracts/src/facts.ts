/**
 * Something that happens once in the life of an aggregate. `fact` names it, in the words of the
 * glossary; `of` is the id of the payment when each payment has a fact of its own.
 */
export interface Fact {
  readonly fact: string;
  readonly of?: string;
}

const keyOf = ({ fact, of = '' }: Fact) => `${fact} ${of}`;

/** The facts of `all` that are not in `known`, in order. */
export function without<F extends Fact>(all: readonly F[], known: readonly Fact[]): F[] {
  const keys = new Set(known.map(keyOf));
  return all.filter((fact) => !keys.has(keyOf(fact)));
}
