import { signInReason } from '../lib/sign-in-reason';
import { Notice } from './ui/notice';

/** Says why someone has to sign in. @param next where they go afterwards */
export function SignInReason({ next }: { next: string }) {
  const reason = signInReason(next);
  if (!reason) return null;
  return (
    <Notice title={reason.title} className="mb-6">
      <p>{reason.text}</p>
    </Notice>
  );
}
