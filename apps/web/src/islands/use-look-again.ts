import { useEffect } from 'react';

const pauseMs = 60_000;

/**
 * Looks again at what may have changed elsewhere: when the page comes back into view, also through
 * Back, and about once a minute while it is in view.
 * @param look keeps its identity
 */
export function useLookAgain(look: () => void): void {
  useEffect(() => {
    const lookIfSeen = () => document.visibilityState === 'visible' && look();
    const lookIfBack = ({ persisted }: PageTransitionEvent) => persisted && lookIfSeen();
    document.addEventListener('visibilitychange', lookIfSeen);
    addEventListener('pageshow', lookIfBack);
    // Spread out, because in a rush thousands have the page open.
    const timer = setInterval(lookIfSeen, pauseMs * (0.75 + Math.random() / 2));
    return () => {
      document.removeEventListener('visibilitychange', lookIfSeen);
      removeEventListener('pageshow', lookIfBack);
      clearInterval(timer);
    };
  }, [look]);
}
