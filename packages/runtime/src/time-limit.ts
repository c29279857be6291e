/**
 * The outcome of `work`; or, when it has not settled after `ms`, what `late` returns or throws. `work`
 * is left to itself then.
 */
export async function withTimeLimit<T, L>(
  ms: number,
  work: Promise<T>,
  late: () => L,
): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const timesUp = new Promise<void>((resolve) => {
    // A process that was busy itself finds its timer due before it reads the answer that is there.
    timer = setTimeout(() => setImmediate(resolve), ms);
  });
  try {
    return await Promise.race([work, timesUp.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
