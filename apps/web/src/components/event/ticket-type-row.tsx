import type { TicketType } from '@onsale/contracts/catalog/http';
import type { TicketTypeAvailability } from '@onsale/contracts/orders/http';
import { type StatusNow, statusNow } from '../../lib/availability';
import { formatDateTime } from '../../lib/dates';
import { formatPrice } from '../../lib/money';
import { priceName, quantityName, writePrice } from '../../lib/order-form';
import { QuantityField } from './quantity-field';

const fewLeft = 10;

/** One ticket type: its price, how many are left, and how many to buy. */
export function TicketTypeRow({
  type,
  stock,
  nowMs,
  quantity,
  onQuantity,
  mostForPerson,
  own,
  timeZone,
  locale,
  announced,
}: {
  type: TicketType;
  stock: TicketTypeAvailability | undefined;
  nowMs: number;
  quantity: number;
  onQuantity?: (quantity: number) => void;
  /** The most that this person may pick. */
  mostForPerson: number;
  /** How many this person already has. */
  own: number;
  timeZone: string;
  locale: string;
  /** Whether the opening is already shown above. */
  announced: boolean;
}) {
  const status = stock ? statusNow(stock, nowMs) : 'unknown';
  const most = Math.min(mostForPerson, stock?.available ?? 0);
  const min = type.minPerOrder ?? 1;
  const gone = status === 'sold_out' || status === 'closed' || status === 'paused';
  return (
    <li className="border-rule border-b py-4 last:border-b-0">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h3 className={`text-lg tracking-[-0.01em] ${gone ? 'text-muted' : ''}`}>{type.name}</h3>
          {type.description && <p className="text-muted text-sm">{type.description}</p>}
          <p className={`figures mt-1 font-semibold ${gone ? 'text-muted' : ''}`}>
            {formatPrice(type.price, locale)}
          </p>
        </div>
        <div className="shrink-0 text-right">
          {status === 'open' && (
            <>
              <input type="hidden" name={priceName(type.id)} value={writePrice(type.price)} />
              <QuantityField
                label={type.name}
                name={quantityName(type.id)}
                value={quantity}
                min={min}
                max={most}
                {...(onQuantity ? { onChange: onQuantity } : {})}
              />
            </>
          )}
          <Standing {...{ status, stock, timeZone, locale, announced }} />
        </div>
      </div>
      {status === 'open' && min > 1 && (
        <p
          className={`figures text-right text-sm ${quantity > 0 && quantity < min ? 'font-semibold' : 'text-muted'}`}
        >
          Min. {min} per order
        </p>
      )}
      {status === 'open' && (
        <PersonLimit limit={type.perPersonLimit} own={own} isReached={quantity >= mostForPerson} />
      )}
    </li>
  );
}

function Standing({
  status,
  stock,
  timeZone,
  locale,
  announced,
}: {
  status: StatusNow | 'unknown';
  stock: TicketTypeAvailability | undefined;
  timeZone: string;
  locale: string;
  announced: boolean;
}) {
  const look = 'figures mt-1.5 text-sm';
  if (!stock || status === 'unknown')
    return <p className={`${look} text-muted`}>Not on sale yet</p>;
  if (status === 'sold_out') return <p className={`${look} font-semibold`}>Sold out</p>;
  if (status === 'paused') return <p className={`${look} text-muted`}>Sales paused</p>;
  if (status === 'closed') return <p className={`${look} text-muted`}>Sales closed</p>;
  if (status === 'not_open') {
    if (announced) return <p className={`${look} text-muted`}>Not on sale yet</p>;
    return (
      <p className={`${look} max-w-40 text-muted`}>
        On sale from {stock.opensAt && formatDateTime(stock.opensAt, timeZone, locale)}
      </p>
    );
  }
  return (
    <p
      className={`${look} ${stock.available <= fewLeft ? 'font-semibold text-accent' : 'text-muted'}`}
    >
      {stock.available <= fewLeft ? `Only ${stock.available} left` : `${stock.available} left`}
    </p>
  );
}

/** Always rendered on its own line, so that nothing moves once the person's tickets are known. */
export function PersonLimit({
  limit,
  own,
  isReached,
  of = '',
}: {
  limit: number;
  own: number;
  isReached: boolean;
  of?: string;
}) {
  return (
    <p className={`figures text-right text-sm ${isReached ? 'font-semibold' : 'text-muted'}`}>
      {own > 0 ? (
        <a href="/orders" className="text-link tap">
          You already have {own} of {limit}
          {of}
        </a>
      ) : (
        `Max. ${limit} per person${of}`
      )}
    </p>
  );
}
