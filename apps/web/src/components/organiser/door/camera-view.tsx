'use client';

import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import type { Camera } from './use-camera';

/** The picture of the camera with a frame to aim by, and the button that starts or stops it. */
export function CameraView({ camera }: { camera: Camera }) {
  const { state } = camera;
  const on = state.kind === 'on';
  const visible = on || state.kind === 'starting';
  return (
    <div className="scripted mt-4">
      <div className={`relative overflow-hidden rounded-md bg-black ${visible ? '' : 'hidden'}`}>
        <video
          ref={camera.video}
          muted
          playsInline
          aria-label="What the camera sees"
          className="aspect-[4/3] max-h-[45vh] w-full object-cover"
        />
        <div
          aria-hidden="true"
          className="absolute inset-0 m-auto aspect-square h-3/4 rounded-md border-4 border-white/80"
        />
      </div>
      {state.kind === 'failed' && (
        <Notice kind="warn" title="No camera" live>
          <p>{state.problem}</p>
          <p>Typing the code below each QR works without it.</p>
        </Notice>
      )}
      {on ? (
        <Button kind="secondary" className="mt-3 w-full" onClick={camera.stop}>
          Stop the camera
        </Button>
      ) : (
        <Button className="mt-3 w-full" disabled={state.kind === 'starting'} onClick={camera.start}>
          {state.kind === 'starting' ? 'Starting the camera …' : 'Start the camera'}
        </Button>
      )}
    </div>
  );
}
