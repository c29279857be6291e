import type { Order } from '@onsale/contracts/orders/http';
import { formatMoney, formatPrice, times } from '../../lib/money';

/** The lines of an order, at the prices of its hold. */
export function OrderLines({ order, locale }: { order: Order; locale: string }) {
  return (
    <table className="figures w-full text-left">
      <caption className="sr-only">What you ordered</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Ticket</th>
          <th scope="col">Price</th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.ticketTypeId} className="border-rule border-t align-baseline">
            <th scope="row" className="wrap-anywhere py-3 pr-4 font-normal">
              {line.quantity} × <bdi>{line.ticketTypeName}</bdi>
              {line.quantity > 1 && line.unitPrice.amount > 0 && (
                <span className="block text-muted text-sm">
                  {formatMoney(line.unitPrice, locale)} each
                </span>
              )}
            </th>
            <td className="py-3 text-right">
              {formatPrice(times(line.unitPrice, line.quantity), locale)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-ink border-t-2">
          <th scope="row" className="py-3 font-semibold">
            Total
          </th>
          <td className="py-3 text-right font-[650] text-lg">{formatPrice(order.total, locale)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
