'use client';

import { useActionState } from 'react';
import type { AnswerProblem } from '../../actions/answer-invitation';
import { SubmitButton } from './submit-button';

type Answer = (previous: AnswerProblem) => Promise<AnswerProblem>;

/** Accepts an invitation, or declines it. */
export function AnswerInvitation({ accept, decline }: { accept: Answer; decline: Answer }) {
  const [acceptProblem, acceptIt] = useActionState(accept, '');
  const [declineProblem, declineIt] = useActionState(decline, '');
  return (
    <>
      <div className="mt-8 flex flex-wrap gap-3">
        <form action={acceptIt}>
          <SubmitButton pending="Joining …">Join the door team</SubmitButton>
        </form>
        <form action={declineIt}>
          <SubmitButton kind="secondary" pending="Declining …">
            Decline
          </SubmitButton>
        </form>
      </div>
      <p role="alert" className="mt-3 font-medium text-bad text-sm empty:hidden">
        {acceptProblem || declineProblem}
      </p>
    </>
  );
}
