/** Leads the organiser from the public page of their event to the page that manages it. */
export function ManageLink({ eventId }: { eventId: string }) {
  return (
    <p className="mb-6 text-sm">
      You organise this event.{' '}
      <a href={`/organiser/events/${eventId}`} className="text-link tap inline-block py-2">
        Manage it
      </a>
    </p>
  );
}
