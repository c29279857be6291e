'use client';

import type { uploadImage } from '@onsale/contracts/catalog/http';
import { useRef, useState } from 'react';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { TextField } from '../../ui/field';
import { posterProblem, posterTypes } from './poster-file';

/**
 * The image of an event: a file, stored as soon as it is chosen, or the address of one. Without
 * JavaScript the file travels with the form.
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
    const [file] = input.files ?? [];
    if (!file) return;
    const wrong = posterProblem(file);
    setProblem(wrong);
    if (wrong) return;
    setProgress('Storing the image …');
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
        accept={posterTypes.join(',')}
        hint="PNG, JPEG or WebP, at most 2 MiB; 16:9 fits best."
        error={problem}
        onChange={(event) => void upload(event.currentTarget)}
      />
      <p role="status" className="text-good text-sm empty:hidden">
        {progress}
      </p>
      <TextField
        ref={address}
        label="… or the address of one"
        type="text"
        inputMode="url"
        maxLength={1000}
        placeholder="https://"
        {...imageUrl}
      />
    </>
  );
}
