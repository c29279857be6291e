'use client';

import type { uploadImage } from '@onsale/contracts/catalog/http';
import { useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { TextField } from '../../ui/field';
import { posterProblem } from './poster-file';
import { shrinkImage } from './shrink-image';

/**
 * The image of an event: a file, stored as soon as it is chosen. Without JavaScript it travels with
 * the form.
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
  const [progress, setProgress] = useState('');
  const [problem, setProblem] = useState(error);

  async function upload(input: HTMLInputElement): Promise<void> {
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    setProgress('Storing the image …');
    const file = await shrinkImage(chosen);
    const wrong = posterProblem(file);
    setProblem(wrong);
    if (wrong) return setProgress('');
    try {
      const stored = await browserApi<typeof uploadImage>({
        method: 'POST',
        path: '/api/images',
        body: file,
      });
      if (address.current) address.current.value = stored.imageUrl;
      // Stored: it need not travel again with the form.
      input.value = '';
      setProgress('The image is stored.');
      onUploaded();
    } catch (thrown) {
      setProgress('');
      if (!(thrown instanceof ApiError)) throw thrown;
      setProblem(thrown.detail);
    }
  }

  return (
    <>
      <TextField
        label="Upload an image"
        type="file"
        name="image"
        accept="image/*"
        hint="A photo or a drawing: PNG, JPEG or WebP. 16:9 fits best."
        error={problem}
        onChange={(event) => void upload(event.currentTarget)}
      />
      <p role="status" className="text-good text-sm empty:hidden">
        {progress}
      </p>
      <TextField
        ref={address}
        label="Stored image"
        hint="Filled in by the upload. Empty it to show no image."
        type="text"
        inputMode="url"
        maxLength={1000}
        {...imageUrl}
      />
    </>
  );
}
