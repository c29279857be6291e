import { SubmitButton } from '../ui/submit-button';

/** Gives the tickets back before the time is up. */
export function CancelOrder({ action }: { action: () => Promise<void> }) {
  return (
    <form action={action} className="mt-6">
      <SubmitButton kind="secondary" pending="Giving them back …" className="w-full">
        Cancel order
      </SubmitButton>
      <p className="mt-2 text-muted text-sm">Your tickets go back on sale at once.</p>
    </form>
  );
}
