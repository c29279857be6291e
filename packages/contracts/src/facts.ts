/**
 * What may happen once in the life of an aggregate. `fact` says what, in the words of the glossary;
 * `of` which, where it can happen more than once: the id of a payment.
 */
export interface Fact {
  readonly fact: string;
  readonly of?: string;
}

const keyOf = ({ fact, of = '' }: Fact) => `${fact} ${of}`;

/** Those of `all` that are not among `known`, in their order. */
export function without<F extends Fact>(all: readonly F[], known: readonly Fact[]): F[] {
  const keys = new Set(known.map(keyOf));
  return all.filter((fact) => !keys.has(keyOf(fact)));
}
