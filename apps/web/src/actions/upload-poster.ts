import type { uploadImage } from '@onsale/contracts/catalog/http';
import { posterProblem } from '../components/organiser/editor/poster-file';
import { ApiError } from '../lib/api/problem';
import { api } from '../lib/api/server';

/**
 * Stores the image of a form that was sent with one, and puts its address where a typed one would
 * be: kept even when another field has to be corrected first.
 * @returns what is wrong with the image, if something is
 */
export async function uploadPoster(data: FormData): Promise<string | undefined> {
  const file = data.get('image');
  if (!(file instanceof File) || file.size === 0) return undefined;
  const problem = posterProblem(file);
  if (problem) return problem;
  try {
    const { imageUrl } = await api<typeof uploadImage>({
      method: 'POST',
      path: '/api/images',
      body: file,
    });
    data.set('imageUrl', imageUrl);
    // It was chosen after the box was ticked, or in spite of it.
    data.delete('noImage');
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The form as a whole says that the session has ended.
    return error.status === 401 ? undefined : error.detail;
  }
}
