/** On the public page of an event, for its organiser alone: the way back to where it is managed. */
export function ManageLink({ eventId }: { eventId: string }) {
  return (
    <p className="mb-6 text-sm">
      You organise this event.{' '}
      <a href={`/organiser/events/${eventId}`} className="text-link inline-block py-2">
        Manage it
      </a>
    </p>
  );
}
