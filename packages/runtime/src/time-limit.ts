/**
 * Returns the outcome of `work`, or, if it has not settled after `ms`, that of `late`. `work` then
 * continues unobserved.
 */
export async function withTimeLimit<T, L>(
  ms: number,
  work: Promise<T>,
  late: () => L,
): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const timesUp = new Promise<void>((resolve) => {
    // After a busy turn the timer may fire before an answer that has already arrived is read, so
    // wait one more turn.
    timer = setTimeout(() => setImmediate(resolve), ms);
  });
  try {
    return await Promise.race([work, timesUp.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
