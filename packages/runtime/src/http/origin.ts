import {
  type Arrival,
  mostProxyFaults,
  type ProxyFault,
  proxyFault,
  proxyFaultWords,
} from '@onsale/contracts/proxy-faults';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.js';
import type { Logger } from '../log.js';

/**
 * Refuses a write that a page of another site makes in a buyer's name. Browsers send `Origin` with
 * every write; programs without it send only cookies that they were given. If a proxy in front
 * hides the values to compare with, the fault is logged once and explained in each refusal.
 */
export function originCheck(log: Logger): (request: FastifyRequest) => void {
  const said = new Set<ProxyFault>();
  return (request) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    const own = `${request.protocol}://${request.host}`;
    if (origin === own && request.headers['x-forwarded-for'] !== undefined) return;
    const isOwn = origin === own || isSameHost(origin, own);
    if (isOwn && said.size === mostProxyFaults) return;
    const arrival = arrivalOf(request, origin);
    const fault = proxyFault(arrival);
    const words = fault && proxyFaultWords(fault, arrival);
    if (fault && !said.has(fault)) {
      said.add(fault);
      log.warn({ missing: fault }, words ?? '');
    }
    if (!isOwn) {
      throw new Problem(403, 'wrong_origin', words ?? 'Only pages of this site may send this.');
    }
  };
}

const arrivalOf = (request: FastifyRequest, origin: string): Arrival => ({
  origin,
  site: single(request.headers['sec-fetch-site']),
  scheme: request.protocol,
  host: request.host,
  peer: request.socket.remoteAddress ?? '',
  forwardedProto: single(request.headers['x-forwarded-proto']),
  forwardedFor: single(request.headers['x-forwarded-for']),
});

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

function isSameHost(origin: string, own: string): boolean {
  const host = hostOf(own);
  return host !== undefined && hostOf(origin) === host;
}

/** The host without a default port; undefined for `null`, which sandboxed pages send. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined);
