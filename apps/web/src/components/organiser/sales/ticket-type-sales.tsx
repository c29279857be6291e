import type { Sales } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { formatMoney } from '../../../lib/money';

type Row = Sales['ticketTypes'][number];

/**
 * The sales of each ticket type: a bar of sold and held tickets, the same in words, and its
 * revenue. Places that several ticket types share come first.
 */
export function TicketTypeSales({
  sales: { ticketTypes, pools = [] },
  locale,
}: {
  sales: Pick<Sales, 'ticketTypes' | 'pools'>;
  locale: string;
}) {
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const nameOf = (id: string) => ticketTypes.find((one) => one.ticketTypeId === id)?.name ?? '';
  const together = pools.map(
    ({ poolId, ticketTypeIds, ...pool }): Row => ({
      ...pool,
      ticketTypeId: `pool-${poolId}`,
      name: `${ticketTypeIds.map((id) => isolate(nameOf(id))).join(', ')} together`,
    }),
  );
  const rows = [...together, ...ticketTypes];
  if (ticketTypes.length === 0) return <p className="text-muted">No ticket types yet.</p>;
  return (
    <ul className="space-y-6">
      {rows.map(({ ticketTypeId, name, capacity, wantedCapacity, ...type }) => (
        <li key={ticketTypeId}>
          <p className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 break-words font-semibold">{name}</span>
            <span className="figures whitespace-nowrap">{formatMoney(type.revenue, locale)}</span>
          </p>
          <div aria-hidden="true" className="my-2 flex h-3 bg-surface outline outline-field">
            <div className="bg-accent" style={{ width: share(type.sold, capacity) }} />
            <div
              className="bg-[repeating-linear-gradient(135deg,var(--accent)_0_2px,transparent_2px_5px)]"
              style={{ width: share(type.held, capacity) }}
            />
          </div>
          <p className="figures text-muted text-sm">
            {number(type.sold)} sold, {number(type.held)} held, {number(type.available)} left of{' '}
            {number(capacity)}
          </p>
          {wantedCapacity !== undefined && wantedCapacity < capacity && (
            <p className="text-sm">
              You lowered this to {number(wantedCapacity)} when more were already held or sold.
              Those tickets stay valid; returned ones are not resold.
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const share = (part: number, whole: number) => `${whole === 0 ? 0 : (part / whole) * 100}%`;
