const timeoutMs = 1_000;

/** Whether an HTTP GET is answered with a success in time. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether nobody answers although the connection was taken: a refused one does not count. */
export async function hangs(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return false;
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}
