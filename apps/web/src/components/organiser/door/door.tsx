'use client';

import { useActionState, useEffect, useRef, useState } from 'react';
import type { TypedCodeState } from '../../../actions/check-typed-code';
import { Arrivals } from './arrivals';
import { CameraView } from './camera-view';
import { DoorCounts } from './door-counts';
import { FindTicket } from './find-ticket';
import { GateStep } from './gate-step';
import { keepDoor } from './keep-door';
import { OfflineNotice } from './offline-notice';
import { OpeningNotice } from './opening-notice';
import { QueueNotice } from './queue-notice';
import { ResultPanel } from './result-panel';
import { ScanLog } from './scan-log';
import { listenForTouch, signal } from './signals';
import { TypedCode } from './typed-code';
import { useCamera } from './use-camera';
import { type DoorState, useDoorState } from './use-door-state';
import { useRemembered } from './use-remembered';
import { useScans } from './use-scans';
import { verdictText } from './verdict';

/** The scanner at a gate. */
export function Door({
  eventId,
  checkTypedCode,
  publicKey,
  initialState,
  isOrganiser,
  openAtFirst,
  timeZone,
  locale,
}: {
  eventId: string;
  /** Answers the posted form where there is no JavaScript. */
  checkTypedCode: (_: TypedCodeState, data: FormData) => Promise<TypedCodeState>;
  publicKey: string;
  initialState: DoorState;
  isOrganiser: boolean;
  /** Whether check-in was open when the page was made. */
  openAtFirst: boolean;
  timeZone: string;
  locale: string;
}) {
  const [gate, setGate] = useRemembered('onsale.door.gate', '');
  // A name kept by an earlier version of this page counts too.
  const [named, setNamed] = useRemembered('onsale.door.gate-named', 'no');
  const [naming, setNaming] = useState(false);
  const ready = !naming && (named === 'yes' || gate !== '');
  const [signals, setSignals] = useRemembered('onsale.door.signals', 'on');
  const [chosenCamera, chooseCamera] = useRemembered('onsale.door.camera', '');
  const [isMute, setMute] = useState(false);
  const [undone, setUndone] = useState<ReadonlySet<string>>(new Set());
  const [changes, setChanges] = useState(0);
  const { state, stale, refresh } = useDoorState(eventId, initialState);
  const changed = () => {
    refresh();
    setChanges((before) => before + 1);
  };
  const stage = useRef<HTMLDivElement>(null);
  const at = { timeZone, locale };
  const here = `/organiser/events/${eventId}/door`;
  const scans = useScans({ eventId, publicKey, ...at, name: gate }, (text, { kind }) => {
    if (signals === 'on') signal(text.tone);
    if (kind === 'admitted') changed();
    stage.current?.scrollIntoView({ block: 'nearest' });
  });
  const camera = useCamera(scans.see, { enabled: ready, deviceId: chosenCamera });
  const scanning = camera.state.kind === 'on';
  useEffect(() => {
    // On a phone, brings the verdict and the picture into view together.
    if (scanning) stage.current?.scrollIntoView({ block: 'start' });
  }, [scanning]);
  useEffect(() => listenForTouch(setMute), []);
  useEffect(() => {
    const left = new AbortController();
    void keepDoor(here, left.signal);
    return () => left.abort();
  }, [here]);
  const [answered, answer] = useActionState(checkTypedCode, { gate: '' });
  const result =
    scans.shown?.text ?? (answered.verdict && verdictText(answered.verdict, timeZone, locale));

  return (
    <>
      <OfflineNotice isOnline={state !== initialState} {...at} />
      <DoorCounts {...{ state, stale }} />
      <OpeningNotice
        {...{ eventId, isOrganiser, openAtFirst, ...at }}
        opensAt={state.checkInOpensAt}
        onOpened={refresh}
      />
      {!ready && (
        <GateStep
          key={gate}
          gate={gate}
          onGate={(name) => {
            setGate(name);
            setNamed('yes');
            setNaming(false);
          }}
        />
      )}
      <div className={ready ? '' : 'unscripted'}>
        <div ref={stage} className="scroll-mt-2">
          <ResultPanel
            result={result}
            sequence={scans.shown?.scanId ?? ''}
            checking={scans.queue.waiting.length > 0 && scans.queue.standing === 'well'}
            idle={
              scanning ? (
                'Ready. Hold a ticket’s QR code in the frame.'
              ) : (
                <>
                  <span className="scripted">Ready. Start the camera or type a code.</span>
                  <span className="unscripted">Ready. Type a code.</span>
                </>
              )
            }
          />
          <QueueNotice
            queue={scans.queue}
            unkept={scans.unkept}
            here={here}
            onRetry={scans.retry}
          />
          <CameraView camera={camera} chosen={chosenCamera} onChoose={chooseCamera} />
        </div>
        <TypedCode action={answer} gate={answered.gate} onCode={scans.type} />
        <div className="scripted mt-4 flex flex-wrap items-center gap-x-6 text-sm">
          <label className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-5 accent-accent"
              checked={signals === 'on'}
              onChange={(event) => setSignals(event.target.checked ? 'on' : 'off')}
            />
            Sound and vibration
          </label>
          {signals === 'on' && isMute && (
            <span role="status" className="text-warn">
              Sound is off. Tap anywhere to turn it on.
            </span>
          )}
          <span className="ml-auto flex min-w-0 items-center">
            <span className="min-w-0 break-words">
              Gate: <bdi>{gate || 'not named'}</bdi>
            </span>
            <button
              type="button"
              className="text-link min-h-11 px-2 font-medium"
              onClick={() => setNaming(true)}
            >
              Change<span className="sr-only"> gate</span>
            </button>
          </span>
        </div>
      </div>
      <FindTicket
        {...{ eventId, ...at, changes }}
        onCode={scans.type}
        onAdmit={(ticketId) => {
          scans.admit(ticketId);
          stage.current?.scrollIntoView({ block: 'nearest' });
        }}
        onUndone={changed}
      />
      <Arrivals {...{ eventId, ...at, changes }} onUndone={changed} />
      <ScanLog
        scans={scans.log}
        undone={undone}
        onUndone={(scanId) => {
          setUndone((before) => new Set([...before, scanId]));
          changed();
        }}
        {...at}
      />
    </>
  );
}
