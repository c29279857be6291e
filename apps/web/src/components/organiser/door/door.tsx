'use client';

import { useActionState, useEffect, useRef } from 'react';
import type { TypedCodeState } from '../../../app/organiser/events/[id]/door/check-typed-code';
import { CameraView } from './camera-view';
import { ResultPanel } from './result-panel';
import { ScanLog } from './scan-log';
import { signal } from './signals';
import { TypedCode } from './typed-code';
import { useCamera } from './use-camera';
import { type DoorCounts, useDoorCounts } from './use-door-counts';
import { useRemembered } from './use-remembered';
import { useScans } from './use-scans';
import { verdictText } from './verdict';

/** The scanner at a gate. */
export function Door({
  eventId,
  checkTypedCode,
  publicKey,
  initialCounts,
  timeZone,
  locale,
}: {
  eventId: string;
  /** Where there is no JavaScript. */
  checkTypedCode: (_: TypedCodeState, data: FormData) => Promise<TypedCodeState>;
  publicKey: string;
  initialCounts: DoorCounts;
  timeZone: string;
  locale: string;
}) {
  const [gate, setGate] = useRemembered('onsale.door.gate', '');
  const [signals, setSignals] = useRemembered('onsale.door.signals', 'on');
  const { counts, stale, refresh } = useDoorCounts(eventId, initialCounts);
  const stage = useRef<HTMLDivElement>(null);
  const scans = useScans({ eventId, publicKey, timeZone, locale, name: gate }, (text, { kind }) => {
    if (signals === 'on') signal(text.tone);
    if (kind === 'admitted') refresh();
    stage.current?.scrollIntoView({ block: 'nearest' });
  });
  const camera = useCamera(scans.see);
  const scanning = camera.state.kind === 'on';
  useEffect(() => {
    // On a phone: the answer and the picture together, without the page's head.
    if (scanning) stage.current?.scrollIntoView({ block: 'start' });
  }, [scanning]);
  const [answered, answer] = useActionState(checkTypedCode, { gate: '' });
  const result =
    scans.shown?.text ?? (answered.verdict && verdictText(answered.verdict, timeZone, locale));

  return (
    <>
      <p className="figures mb-4 flex flex-wrap items-baseline justify-between gap-x-6 text-lg">
        <span>
          <strong className="text-2xl">{counts.checkedIn}</strong> in
          <span className="text-muted"> of {counts.issued} expected</span>
        </span>
        {stale && <span className="text-sm text-warn">No network: the numbers may be old.</span>}
      </p>
      <div ref={stage} className="scroll-mt-2">
        <ResultPanel
          result={result}
          sequence={scans.shown?.sequence ?? 0}
          checking={scans.checking}
          idle={
            scanning
              ? 'Ready. Hold a ticket’s QR into the frame.'
              : 'Ready. Start the camera, or type a code.'
          }
        />
        <CameraView camera={camera} />
      </div>
      <TypedCode
        action={answer}
        gate={gate || answered.gate}
        onGate={setGate}
        onCode={scans.type}
      />
      <label className="scripted mt-4 flex min-h-11 items-center gap-3 text-sm">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={signals === 'on'}
          onChange={(event) => setSignals(event.target.checked ? 'on' : 'off')}
        />
        Sound and vibration
      </label>
      <ScanLog scans={scans.log} {...{ timeZone, locale }} />
    </>
  );
}
