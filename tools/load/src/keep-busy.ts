/**
 * Closed loop: `workers` callers, each begins the next act when its last has settled, until
 * `until()` says so.
 * @throws the first failure of an act, when all callers have ended
 */
export async function keepBusy(
  workers: number,
  act: (index: number) => Promise<void>,
  until: () => boolean,
): Promise<void> {
  let next = 0;
  let failed = false;
  const work = async () => {
    try {
      while (!failed && !until()) await act(next++);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: workers }, work));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}
