import type { Attendee } from '@onsale/contracts/tickets/http';
import type { StatusLabel } from './event-status';

/** The status of a ticket, for its event's organiser. */
export const attendeeLabels: Record<Attendee['status'], StatusLabel> = {
  valid: { text: 'Not checked in', tone: 'strong' },
  checked_in: { text: 'Checked in', tone: 'good' },
  void: { text: 'Void', tone: 'bad' },
};
