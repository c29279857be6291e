import { SendButton } from '../ui/send-button';

/** The field that distinguishes the posted forms of the checkout. */
export const cancelField = 'cancel';

/** Cancels the order before its hold ends. */
export function CancelOrder({
  onCancel,
  cancelling = false,
}: {
  /** Missing where the form is posted. */
  onCancel?: () => void;
  cancelling?: boolean;
}) {
  return (
    <form
      method="post"
      className="mt-6"
      onSubmit={(event) => {
        if (!onCancel) return;
        event.preventDefault();
        onCancel();
      }}
    >
      <input type="hidden" name={cancelField} value="1" />
      <SendButton
        kind="secondary"
        sending={cancelling}
        whileSending="Cancelling …"
        className="w-full"
      >
        Cancel order
      </SendButton>
      <p className="mt-2 text-muted text-sm">Your tickets will go back on sale straight away.</p>
    </form>
  );
}
