import { useEffect, useRef, useState } from 'react';

const firstPauseMs = 400;
const longestPauseMs = 5_000;
const growth = 1.4;

/** Between looks that bring nothing. Spread out, because in a rush thousands wait for the same. */
const pauseMs = (vain: number) =>
  vain === 0
    ? 0
    : Math.min(firstPauseMs * growth ** (vain - 1), longestPauseMs) * (0.75 + Math.random() / 2);

/**
 * Looks again and again, one look after the other, while the page is in view: quickly at first, then with
 * patience.
 * @param look resolves to whether the next one may follow at once: it brought news, or waited for some
 */
export function useLooks(isUnsettled: boolean, look: () => Promise<boolean>): void {
  const [looks, setLooks] = useState({ vain: 0 });
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    if (!isUnsettled) return;
    let isOver = false;
    const lookAgain = async () => {
      const isSeen = document.visibilityState === 'visible';
      const isFruitful = isSeen && (await latest.current());
      if (!isOver) setLooks({ vain: isFruitful ? 0 : looks.vain + 1 });
    };
    const timer = setTimeout(() => void lookAgain(), pauseMs(looks.vain));
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isUnsettled, looks]);
}
