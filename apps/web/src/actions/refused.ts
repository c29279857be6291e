import { redirect } from 'next/navigation';
import { ApiError } from '../lib/api/problem';
import { signInWithReason } from '../lib/plain';

/** The API's refusal of a form that keeps everything typed. @throws any other error */
export function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

/**
 * The API's refusal, to show in the form. When the session has ended, the reader signs in and
 * returns to `path`. @throws any other error
 */
export function refused(error: unknown, path: string): ApiError {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) redirect(signInWithReason(path));
  return error;
}
