'use server';

import type { cancelOrder as cancelOrderRoute } from '@onsale/contracts/orders/http';
import { redirect } from 'next/navigation';
import { ApiError } from '../../../lib/api/problem';
import { api } from '../../../lib/api/server';
import { signInPath } from '../../../lib/safe-next';

/** Gives the held tickets back. The order's page tells what became of it, whatever came between. */
export async function cancelOrder(orderId: string): Promise<void> {
  await api<typeof cancelOrderRoute>({
    method: 'DELETE',
    path: '/api/orders/:id',
    params: { id: orderId },
  }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) {
      redirect(signInPath(`/checkout/${orderId}`));
    }
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  });
  redirect(`/orders/${orderId}`);
}
