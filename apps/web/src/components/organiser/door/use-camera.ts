'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { keepAwake } from '../../../lib/keep-awake';
import { cameraMissing, cameraProblem } from './camera-problem';
import { listCameras, openCamera, type VideoChoice } from './open-camera';
import { scanLoop } from './scan-loop';

type CameraState =
  | { readonly kind: 'off' | 'starting' }
  | { readonly kind: 'on'; readonly cameras: readonly VideoChoice[]; readonly torch?: boolean }
  | { readonly kind: 'failed'; readonly problem: string };

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  start(): void;
  stop(): void;
  /** Switches the lamp; there is one when the state says whether it is lit. */
  setTorch(lit: boolean): void;
}

/**
 * The rear or the chosen camera, and every code it sees, repeats included. Starts automatically
 * where it was allowed before.
 * @param enabled false until earlier steps are done
 * @param deviceId of the chosen camera; empty: the rear one
 */
export function useCamera(
  onCode: (text: string) => void,
  { enabled, deviceId }: { enabled: boolean; deviceId: string },
): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const running = useRef<AbortController>(null);
  const track = useRef<MediaStreamTrack>(undefined);
  const wanted = useRef(false);
  const listener = useRef(onCode);
  const [state, setState] = useState<CameraState>({ kind: 'off' });
  useEffect(() => {
    listener.current = onCode;
  });

  async function run(signal: AbortSignal): Promise<void> {
    const missing = cameraMissing();
    if (missing) return setState({ kind: 'failed', problem: missing });
    setState({ kind: 'starting' });
    try {
      const stream = await openCamera(deviceId);
      const [picture] = stream.getVideoTracks();
      const release = () => {
        for (const one of stream.getTracks()) one.stop();
      };
      if (signal.aborted || !video.current || !picture) return release();
      signal.addEventListener('abort', release);
      track.current = picture;
      video.current.srcObject = stream;
      await video.current.play();
      const { cameras, hasTorch } = await listCameras(picture);
      if (signal.aborted) return;
      setState({ kind: 'on', cameras, ...(hasTorch ? { torch: false } : {}) });
      // A phone takes the camera away from a page that was left; the return opens it again.
      picture.addEventListener('ended', () => {
        if (document.visibilityState === 'visible') stop();
      });
      onReturn(signal, () => {
        if (picture.readyState === 'ended') start();
      });
      keepAwake(signal);
      await scanLoop(video.current, (text) => listener.current(text), signal);
    } catch (error) {
      if (signal.aborted) return;
      running.current?.abort();
      setState({ kind: 'failed', problem: cameraProblem(error) });
    }
  }

  function start(): void {
    wanted.current = true;
    running.current?.abort();
    running.current = new AbortController();
    void run(running.current.signal);
  }
  function stop(): void {
    wanted.current = false;
    running.current?.abort();
    setState({ kind: 'off' });
  }
  function setTorch(lit: boolean): void {
    const advanced = [{ torch: lit } as MediaTrackConstraintSet];
    track.current?.applyConstraints({ advanced }).then(
      () => setState((now) => (now.kind === 'on' ? { ...now, torch: lit } : now)),
      () => {}, // the lamp stays as it is
    );
  }

  const starter = useRef(start);
  useEffect(() => {
    starter.current = start;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another camera is another start
  useEffect(() => {
    if (!enabled) return;
    let left = false;
    if (wanted.current) starter.current();
    else {
      void isAllowed().then((allowed) => {
        if (allowed && !left) starter.current();
      });
    }
    return () => {
      left = true;
      running.current?.abort();
    };
  }, [enabled, deviceId]);

  return { video, state, start, stop, setTorch };
}

function onReturn(signal: AbortSignal, then: () => void): void {
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') then();
    },
    { signal },
  );
}

async function isAllowed(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: 'camera' as PermissionName });
    return state === 'granted';
  } catch {
    return false;
  }
}
