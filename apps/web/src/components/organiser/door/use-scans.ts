'use client';

import { useEffect, useRef, useState } from 'react';
import { askDoor } from './ask-door';
import { checkOffline } from './check-offline';
import { notACode } from './code-form';
import { keptScans } from './kept-scans';
import { newScanId } from './new-scan-id';
import { createRepeatGuard } from './repeat-guard';
import type { LoggedScan } from './scan-log';
import { createScanQueue, type QueueState, type Scan, type Unanswered } from './scan-queue';
import { type Verdict, type VerdictText, verdictText } from './verdict';

/** How long a code must be out of sight before it is sent again. */
const repeatMs = 4_000;
/** Then the verdict disappears: nobody may walk in on someone else's. */
const shownMs = 8_000;
/** A later answer is not for the person at the gate now. */
const freshMs = 10_000;
const loggedScans = 50;
const signedOut: Verdict = {
  kind: 'refused',
  detail: 'You’re signed out. This scan is saved until you sign in again.',
};
const pending: VerdictText = { tone: 'warn', mark: 'question', title: 'Checking …', lines: [] };

/** The gate, and the event of its scans. */
export interface Gate {
  readonly eventId: string;
  readonly publicKey: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly name: string;
}

/** Answers the scans of one gate in order. @param onVerdict receives each that is still current */
export function useScans(gate: Gate, onVerdict: (text: VerdictText, verdict: Verdict) => void) {
  const guard = useRef(createRepeatGuard(repeatMs));
  const current = useRef({ gate, onVerdict });
  useEffect(() => {
    current.current = { gate, onVerdict };
  });
  const [queue, setQueue] = useState<QueueState>({ waiting: [], standing: 'well', paused: false });
  const [shown, setShown] = useState<LoggedScan>();
  const [log, setLog] = useState<readonly LoggedScan[]>([]);
  const [unkept, setUnkept] = useState(false);
  const running = useRef<ReturnType<typeof createScanQueue>>(null);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);

  const tell = useRef((scan: Scan, verdict: Verdict) => {
    const { timeZone, locale } = current.current.gate;
    const text = verdictText(verdict, timeZone, locale);
    const { ticket, checkedInAt } = verdict;
    const entry = {
      scanId: scan.scanId,
      at: scan.at,
      text,
      ...(verdict.kind === 'admitted' && ticket && checkedInAt
        ? { undo: { ticketId: ticket.id, checkedInAt } }
        : {}),
    };
    setLog((before) =>
      before.some((one) => one.scanId === scan.scanId)
        ? before.map((one) => (one.scanId === scan.scanId ? entry : one))
        : [entry, ...before].slice(0, loggedScans),
    );
    if (Date.now() - Date.parse(scan.at) > freshMs) return;
    setShown(entry);
    current.current.onVerdict(text, verdict);
  });

  const { eventId, publicKey } = gate;
  useEffect(() => {
    let waiting = new Set<string>();
    const left = new AbortController();
    let reason: Unanswered | undefined;
    /** Says what can be said without an answer, unless the answer comes first. */
    async function explain(scans: readonly Scan[], why: Unanswered): Promise<void> {
      for (const scan of scans) {
        const verdict =
          why === 'signed_out' ? signedOut : await checkOffline(scan.code, eventId, publicKey);
        if (left.signal.aborted || why !== reason) return;
        if (waiting.has(scan.scanId)) tell.current(scan, verdict);
      }
    }
    const kept = keptScans(eventId);
    setLog(
      kept
        .load()
        .map(({ scanId, at }) => ({ scanId, at, text: pending }))
        .reverse()
        .slice(0, loggedScans),
    );
    const started = createScanQueue({
      kept,
      ask: (scan) => askDoor(eventId, scan),
      onAnswer: (scan, verdict) => tell.current(scan, verdict),
      onUnanswered(scans, why) {
        reason = why;
        void explain(scans, why);
      },
      onState(state) {
        waiting = new Set(state.waiting.map((scan) => scan.scanId));
        setQueue(state);
      },
    });
    running.current = started;
    started.start();
    const again = () => {
      if (document.visibilityState === 'visible') started.retry();
    };
    addEventListener('online', again, { signal: left.signal });
    document.addEventListener('visibilitychange', again, { signal: left.signal });
    return () => {
      left.abort();
      started.stop();
    };
  }, [eventId, publicKey]);

  function add(what: Pick<Scan, 'code' | 'ticketId'>): void {
    const scan: Scan = {
      ...what,
      scanId: newScanId(),
      gate: gate.name.trim(),
      at: new Date().toISOString(),
    };
    // Nobody may walk in on the previous verdict.
    setShown(undefined);
    setLog((before) =>
      [{ scanId: scan.scanId, at: scan.at, text: pending }, ...before].slice(0, loggedScans),
    );
    const added = running.current?.add(scan) ?? 'full';
    if (added === 'full') tell.current(scan, { kind: 'not_kept' });
    if (added === 'unkept') setUnkept(true);
    // Door staff want an answer now, and the network may be back.
    running.current?.retry();
  }

  function scanned(code: string, source: 'camera' | 'typed'): void {
    const local = notACode(code, source);
    const at = new Date().toISOString();
    if (local) tell.current({ scanId: newScanId(), at, code, gate: '' }, local);
    else add({ code });
  }

  return {
    queue,
    /** Whether unanswered scans are lost when the page is closed. */
    unkept,
    shown,
    log,
    retry: () => running.current?.retry(),
    /** Takes a code from the camera's picture, and sends it when it is new there. */
    see(code: string): void {
      if (guard.current.isNew(code, performance.now())) scanned(code, 'camera');
    },
    /** Sends a typed code, even a repeated one. */
    type: (code: string) => scanned(code, 'typed'),
    /** Admits a ticket that was found by its holder. */
    admit: (ticketId: string) => add({ ticketId }),
  };
}
