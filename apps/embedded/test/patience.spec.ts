import { describe, expect, it } from 'vitest';
import { NotYet, patiently } from '../src/patience.js';

/** Fails this number of times with "not yet" before it succeeds. */
function succeedsAfter(failures: number) {
  let attempts = 0;
  return async () => {
    attempts += 1;
    if (attempts <= failures) throw new NotYet('the bus is electing');
    return attempts;
  };
}

describe('a start that waits for the message bus', () => {
  it('tries again until it is there, and says once what it waits for and how long at most', async () => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    expect(await patiently(succeedsAfter(3), { say, momentMs: 0 })).toBe(4);
    expect(said).toEqual(['Waiting, 300 seconds at most: the bus is electing']);
  });

  it('says nothing about a short wait', async () => {
    const say = () => expect.unreachable();
    expect(await patiently(succeedsAfter(1), { say, momentMs: 60_000 })).toBe(2);
  });

  it('gives up at the limit and says what it waited for and what to do', async () => {
    const never = patiently(succeedsAfter(Infinity), { say: () => undefined, limitMs: 0 });
    await expect(never).rejects.toThrow(/the bus is electing.*Start again/);
  });

  it('does not retry what failed for another reason', async () => {
    let attempts = 0;
    const broken = async () => {
      attempts += 1;
      throw new Error('broken');
    };
    await expect(patiently(broken, { say: () => undefined })).rejects.toThrow('broken');
    expect(attempts).toBe(1);
  });

  it('stops waiting when the start is aborted', async () => {
    const leaving = new AbortController();
    const waiting = patiently(succeedsAfter(Infinity), {
      say: () => leaving.abort(new Error('Ctrl-C')),
      signal: leaving.signal,
      momentMs: 0,
    });
    await expect(waiting).rejects.toThrow();
  });
});
