/** The event as a file for calendars, before anyone has a ticket. */
export const CalendarLink = ({ eventId }: { eventId: string }) => (
  <p className="not-printed">
    <a href={`/api/events/${eventId}/event.ics`} rel="nofollow" className="text-link tap text-sm">
      Add to calendar
    </a>
  </p>
);
