import { headers } from 'next/headers';
import { accountIfKnown } from './session';

/**
 * Whether this page answers a form that was sent without JavaScript after its sender's session had
 * ended. Such a page shows the form again, as the action answers it: going to sign in would lose
 * everything typed.
 */
export async function answersSignedOutForm(): Promise<boolean> {
  const incoming = await headers();
  const isForm = incoming.get('content-type')?.startsWith('multipart/form-data') ?? false;
  // With JavaScript the page stays, and only the action answers.
  if (!isForm || incoming.has('next-action')) return false;
  return (await accountIfKnown()) === null;
}
