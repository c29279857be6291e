'use client';

import { useEffect, useRef, useState } from 'react';
import { checkCode } from './check-code';
import { createRepeatGuard } from './repeat-guard';
import type { LoggedScan } from './scan-log';
import { type Verdict, type VerdictText, verdictText } from './verdict';

/** A code must have been out of sight for so long before it is sent again. */
const repeatMs = 4_000;
/** Then the gate is ready for the next: nobody shall walk in on the answer before. */
const shownMs = 8_000;
const loggedScans = 10;

/** Where and for what one scans. */
export interface Gate {
  readonly eventId: string;
  readonly publicKey: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly name: string;
}

/** The scans of one gate, one at a time. @param onVerdict hears of each */
export function useScans(gate: Gate, onVerdict: (text: VerdictText, verdict: Verdict) => void) {
  const guard = useRef(createRepeatGuard(repeatMs));
  const busy = useRef(false);
  const [checking, setChecking] = useState(false);
  const [shown, setShown] = useState<LoggedScan>();
  const [log, setLog] = useState<readonly LoggedScan[]>([]);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);

  async function check(code: string): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    setChecking(true);
    try {
      const { name, timeZone, locale, ...where } = gate;
      const verdict = await checkCode({ code, gate: name.trim(), ...where });
      const text = verdictText(verdict, timeZone, locale);
      const at = new Date().toISOString();
      setShown({ sequence: performance.now(), at, text });
      setLog((before) =>
        [{ sequence: performance.now(), at, text }, ...before].slice(0, loggedScans),
      );
      onVerdict(text, verdict);
    } finally {
      busy.current = false;
      setChecking(false);
    }
  }

  return {
    checking,
    shown,
    log,
    /** A code in the camera's picture: sent when it is new there. */
    see(code: string): void {
      if (!busy.current && guard.current.isNew(code, performance.now())) void check(code);
    },
    /** A code somebody typed: always sent. */
    type: check,
  };
}
