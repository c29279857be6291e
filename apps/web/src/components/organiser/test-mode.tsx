/**
 * Warns organisers and door staff on every page, before anything is on sale, that the sandbox is
 * the only payment provider.
 */
export function TestMode() {
  return (
    <div role="note" className="not-printed border-warn border-b-2 bg-surface">
      <p className="mx-auto w-full max-w-6xl px-4 py-2 text-sm sm:px-6">
        <strong className="font-semibold text-warn">
          Test mode: this install takes no real money.
        </strong>{' '}
        Buyers can only pay with test cards. Do not sell real tickets here.
      </p>
    </div>
  );
}
