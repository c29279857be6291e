'use client';

import type { uploadImage } from '@onsale/contracts/catalog/http';
import { useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { CheckField, TextField } from '../../ui/field';
import { posterProblem } from './poster-file';
import { shrinkImage } from './shrink-image';

/**
 * The image of an event: a file that is stored as soon as it is chosen. Without JavaScript the form
 * sends it.
 */
export function PosterFields({
  imageUrl,
  error,
  onUploaded,
}: {
  imageUrl: { name: string; defaultValue: string | undefined; error: string | undefined };
  error: string | undefined;
  onUploaded: () => void;
}) {
  const address = useRef<HTMLInputElement>(null);
  const [stored, setStored] = useState(imageUrl.defaultValue ?? '');
  const [removed, setRemoved] = useState(false);
  const [progress, setProgress] = useState('');
  const [problem, setProblem] = useState(error ?? imageUrl.error);

  async function upload(input: HTMLInputElement): Promise<void> {
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    setProgress('Uploading the image …');
    const file = await shrinkImage(chosen);
    const wrong = posterProblem(file);
    setProblem(wrong);
    if (wrong) {
      // The form must not send it either.
      input.value = '';
      return setProgress('');
    }
    try {
      const { imageUrl: url } = await browserApi<typeof uploadImage>({
        method: 'POST',
        path: '/api/images',
        body: file,
      });
      if (address.current) address.current.value = url;
      setStored(url);
      setRemoved(false);
      // It is stored, so the form need not send it again.
      input.value = '';
      setProgress('Image uploaded.');
      // Runs after the box is unticked.
      setTimeout(onUploaded);
    } catch (thrown) {
      setProgress('');
      if (!(thrown instanceof ApiError)) throw thrown;
      setProblem(
        thrown.status === 401
          ? 'Image not uploaded: your session has ended. Sign in in another tab, then choose it again.'
          : thrown.detail,
      );
    }
  }

  return (
    <>
      {stored !== '' && !removed && (
        // biome-ignore lint/performance/noImgElement: an upload, shown as it is
        <img src={stored} alt="Your event’s poster" className="max-h-40 rounded-md" />
      )}
      <input
        ref={address}
        type="hidden"
        name={imageUrl.name}
        // Not the initial value, which React would write over the new address.
        defaultValue={stored}
      />
      <TextField
        label={stored === '' ? 'Upload an image' : 'Upload another image'}
        type="file"
        name="image"
        accept="image/*"
        hint="PNG, JPEG or WebP. The event page shows all of it; lists show the middle."
        error={problem}
        onChange={(event) => void upload(event.currentTarget)}
      />
      <p role="status" className="text-good text-sm empty:hidden">
        {progress}
      </p>
      {stored !== '' && (
        <CheckField
          label="Remove the image"
          name="noImage"
          checked={removed}
          onChange={(event) => setRemoved(event.currentTarget.checked)}
        />
      )}
    </>
  );
}
