'use client';

import { Button } from '../../ui/button';
import { SelectField } from '../../ui/field';
import { Notice } from '../../ui/notice';
import type { Camera } from './use-camera';

/** The camera's picture with a frame to aim by, and its controls. */
export function CameraView({
  camera,
  chosen,
  onChoose,
}: {
  camera: Camera;
  /** Id of the chosen camera; empty: the rear one. */
  chosen: string;
  onChoose: (deviceId: string) => void;
}) {
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
          <p>You can type the code below each QR code instead.</p>
        </Notice>
      )}
      {on ? (
        <>
          <div className="mt-3 flex flex-wrap gap-3">
            <Button kind="secondary" className="flex-1" onClick={camera.stop}>
              Stop the camera
            </Button>
            {state.torch !== undefined && (
              <Button
                kind="secondary"
                aria-pressed={state.torch}
                onClick={() => camera.setTorch(!state.torch)}
              >
                {state.torch ? 'Light off' : 'Light on'}
              </Button>
            )}
          </div>
          {state.cameras.length > 1 && (
            <SelectField
              label="Camera"
              className="mt-3"
              value={chosen}
              onChange={(event) => onChoose(event.target.value)}
            >
              <option value="">Back camera</option>
              {state.cameras.map(({ deviceId, label }) => (
                <option key={deviceId} value={deviceId}>
                  {label}
                </option>
              ))}
            </SelectField>
          )}
        </>
      ) : (
        <Button className="mt-3 w-full" disabled={state.kind === 'starting'} onClick={camera.start}>
          {state.kind === 'starting' ? 'Starting the camera …' : 'Start the camera'}
        </Button>
      )}
    </div>
  );
}
