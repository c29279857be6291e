import type { listStaff } from '@onsale/contracts/catalog/http';
import { addStaff } from '../../../../../actions/add-staff';
import { removeStaff } from '../../../../../actions/remove-staff';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { StaffForm } from '../../../../../components/organiser/staff-form';
import { SubmitButton } from '../../../../../components/organiser/submit-button';
import { Empty } from '../../../../../components/ui/empty';
import { api } from '../../../../../lib/api/server';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { eventTitle } from '../../../event-title';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Door staff');

/** Who may check tickets in, besides the organiser. */
export default async function Staff({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/staff`;
  const event = await ownEvent(id, here, 'staff:write');
  const { items } = await orNotFound(
    api<typeof listStaff>({ method: 'GET', path: '/api/events/:id/staff', params: { id } }),
    here,
  );
  return (
    <EventFrame event={event}>
      <h2 className="text-xl">Door staff</h2>
      <p className="mt-2 mb-8 max-w-prose text-muted">
        Door staff can check tickets in at this event and see how many people have arrived. They
        can’t see sales, orders or attendees.
      </p>
      {items.length === 0 ? (
        <Empty title="No door staff yet." />
      ) : (
        <ul className="max-w-3xl border-ink border-t-2">
          {items.map((member) => (
            <li
              key={member.accountId}
              className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2 border-rule border-b py-4"
            >
              <p className="min-w-0 break-words">
                <span className="block font-semibold">{member.name}</span>
                <span className="text-muted text-sm">{member.email}</span>
              </p>
              <form action={removeStaff.bind(null, id, member.accountId)}>
                <SubmitButton kind="secondary" pending="Removing …">
                  Remove<span className="sr-only"> {member.name}</span>
                </SubmitButton>
              </form>
            </li>
          ))}
        </ul>
      )}
      <section aria-labelledby="add" className="mt-12">
        <h2 id="add" className="label-caps mb-5 max-w-3xl border-ink border-t-2 pt-3">
          Add door staff
        </h2>
        <StaffForm action={addStaff.bind(null, id)} />
      </section>
    </EventFrame>
  );
}
