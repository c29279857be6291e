import { share, text } from './settings.js';

/** Where traces are sent, for an embedded install and for each service of a cluster. */
export const tracingSettings = {
  tracesUrl: text('ONSALE_TRACES_URL', {
    doc: 'Where traces are sent, by OTLP over HTTP, like `http://collector:4318`; empty: no traces',
    default: '',
    pattern: /^(https?:\/\/[^\s?#]+)?$/,
    expected: 'an address like http://collector:4318',
  }),
  tracesSampled: share('ONSALE_TRACES_SAMPLED', {
    doc: 'Share of the requests that are traced, with all that follows from them, from 0 to 1',
    default: 1,
  }),
} as const;
