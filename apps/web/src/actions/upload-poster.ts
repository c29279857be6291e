import type { uploadImage } from '@onsale/contracts/catalog/http';
import { posterProblem } from '../components/organiser/editor/poster-file';
import { ApiError } from '../lib/api/problem';
import { api } from '../lib/api/server';

/**
 * Stores the image sent with a form and puts its address into the address field, where it stays
 * when another field has to be corrected.
 * @returns what is wrong with the image; undefined when nothing is
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
    // A chosen image outweighs the ticked box.
    data.delete('noImage');
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The form itself reports the ended session.
    return error.status === 401 ? undefined : error.detail;
  }
}
