import type { Ticket } from '@onsale/contracts/tickets/http';
import { useEffect, useState } from 'react';
import { isKeptNews, type KeepOrder } from './offline-words';

const worker = { path: '/tickets-worker.js', scope: '/tickets' };
const mostKept = 20;

let keptAt: string | undefined;
const listeners = new Set<() => void>();

/** Tickets pages call it first, to miss no message of the worker. */
export function startOffline(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (!isKeptNews(data)) return;
    keptAt = data.keptAt;
    for (const listen of listeners) listen();
  });
  navigator.serviceWorker?.startMessages();
}

/** Keeps these tickets for use without the network, where the browser can. */
export async function keepOffline(tickets: readonly Ticket[]): Promise<void> {
  // Plain HTTP on another machine and some private windows offer no workers.
  if (!navigator.serviceWorker || keptAt !== undefined) return;
  try {
    const { scope } = worker;
    const { active, installing, waiting } = await navigator.serviceWorker.register(worker.path, {
      scope,
    });
    const ids = tickets.filter(({ status }) => status !== 'void').map(({ id }) => id);
    const order: KeepOrder = { keepTickets: ids.slice(0, mostKept) };
    (active ?? installing ?? waiting)?.postMessage(order);
  } catch {
    // Without a worker the pages still work online.
  }
}

/** @returns when the shown content was last seen, as an HTTP date; undefined when it is current */
export function useKeptAt(): string | undefined {
  const [, draw] = useState(0);
  useEffect(() => {
    const listen = () => draw((count) => count + 1);
    listeners.add(listen);
    listen();
    return () => void listeners.delete(listen);
  }, []);
  return keptAt;
}
