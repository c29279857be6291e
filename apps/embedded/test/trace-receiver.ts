import { createServer } from 'node:http';
import { pickFreePort } from '@onsale/testing';

/** A span in OTLP's JSON. */
export interface ReceivedSpan {
  readonly service: string;
  /** The service whose code made it. */
  readonly scope: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly (Omit<ReceivedSpan, 'links' | 'attributes'> & {
        readonly links?: ReceivedSpan['links'];
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  }[];
}

const read = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that keeps what it receives. */
export async function startTraceReceiver(): Promise<{
  readonly url: string;
  readonly spans: ReceivedSpan[];
  stop(): Promise<void>;
}> {
  const spans: ReceivedSpan[] = [];
  const take = ({ resourceSpans }: Otlp) => {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(read(resource.attributes)['service.name']);
      for (const { scope, spans: own } of scopeSpans) {
        for (const { attributes, links = [], ...span } of own) {
          spans.push({ ...span, service, scope: scope.name, links, attributes: read(attributes) });
        }
      }
    }
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') take(JSON.parse(Buffer.concat(parts).toString()) as Otlp);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const port = await pickFreePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
