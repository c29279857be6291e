import { headers } from 'next/headers';
import { accountIfKnown } from './session';

/**
 * Whether this page answers a form that was sent without JavaScript after the session had ended.
 * The page then shows the form again, as the action answers it: the sign-in page would lose
 * everything typed.
 */
export async function answersSignedOutForm(): Promise<boolean> {
  const incoming = await headers();
  const isForm = incoming.get('content-type')?.startsWith('multipart/form-data') ?? false;
  // With JavaScript the page stays, and the action alone answers.
  if (!isForm || incoming.has('next-action')) return false;
  return (await accountIfKnown()) === null;
}
