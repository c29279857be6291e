import { Notice } from '../ui/notice';

const titles = {
  create: 'Only approved organisers can create events on this site.',
  publish: 'You can’t publish yet: your account isn’t approved.',
} as const;

/** Tells an account that is not approved as an organiser what to do. */
export function ApprovalNeeded({
  what,
  accountId,
  className = '',
}: {
  what: keyof typeof titles;
  accountId: string;
  className?: string;
}) {
  return (
    <Notice kind="warn" title={titles[what]} className={className}>
      {what === 'publish' && (
        <p>
          The people who run this site approve organisers. You can prepare everything in the
          meantime.
        </p>
      )}
      <p>
        To be approved, send them your account number:{' '}
        <strong className="figures wrap-anywhere select-all">{accountId}</strong>
      </p>
      <p>
        Do you run this site? Approve the account on the server, or from elsewhere with --url and
        the operator token:{' '}
        <code className="wrap-anywhere">./onsale organisers approve {accountId}</code>
      </p>
    </Notice>
  );
}
