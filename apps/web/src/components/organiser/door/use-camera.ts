'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { cameraMissing, cameraProblem } from './camera-problem';
import { scanLoop } from './scan-loop';

type CameraState =
  | { readonly kind: 'off' | 'starting' | 'on' }
  | { readonly kind: 'failed'; readonly problem: string };

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  start(): void;
  stop(): void;
}

/**
 * The camera on the back of the device, and every code it sees: also those it saw a moment ago.
 * Starts by itself where it has been allowed before.
 */
export function useCamera(onCode: (text: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const running = useRef<AbortController>(null);
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
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
        audio: false,
      });
      const release = () => {
        for (const track of stream.getTracks()) track.stop();
      };
      if (signal.aborted || !video.current) return release();
      signal.addEventListener('abort', release);
      video.current.srcObject = stream;
      await video.current.play();
      setState({ kind: 'on' });
      const ended = stream.getVideoTracks()[0];
      ended?.addEventListener('ended', () => stop());
      void keepAwake(signal);
      await scanLoop(video.current, (text) => listener.current(text), signal);
    } catch (error) {
      if (signal.aborted) return;
      running.current?.abort();
      setState({ kind: 'failed', problem: cameraProblem(error) });
    }
  }

  function start(): void {
    running.current?.abort();
    running.current = new AbortController();
    void run(running.current.signal);
  }
  function stop(): void {
    running.current?.abort();
    setState({ kind: 'off' });
  }

  const starter = useRef(start);
  useEffect(() => {
    let left = false;
    void isAllowed().then((allowed) => {
      if (allowed && !left) starter.current();
    });
    return () => {
      left = true;
      running.current?.abort();
    };
  }, []);

  return { video, state, start, stop };
}

async function isAllowed(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: 'camera' as PermissionName });
    return state === 'granted';
  } catch {
    return false;
  }
}

/** A gate's phone must not fall asleep; where that cannot be had, it is only a comfort less. */
async function keepAwake(signal: AbortSignal): Promise<void> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    signal.addEventListener('abort', () => void lock.release());
  } catch {
    // As said above.
  }
}
