/**
 * The outcome of `asked`, which is left to itself after `ms`.
 * @throws Error when it did not settle in that time
 */
export async function answerWithin<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A process that was busy itself finds its timer due before it reads the answer that is there.
      setImmediate(() => reject(new Error(`no answer within ${ms} ms`)));
    }, ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
