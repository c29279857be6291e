import type { Static, TSchema } from 'typebox';
import type { AsRead } from './tolerance.js';

/**
 * The state of one aggregate on the bus, as a CloudEvent 1.0 in structured JSON.
 * `data` is the whole state of the aggregate with its `version`.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export interface Message<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** UUIDv7, unique per message; a redelivery keeps it. */
  readonly id: string;
  /** The service that publishes it: `/orders`. */
  readonly source: string;
  readonly type: Type;
  /** Id of the aggregate. */
  readonly subject: string;
  /** When the state was reached, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Version of the schema of `data`; docs/messages.md says which changes increase it. */
  readonly dataversion: number;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
  readonly data: Data;
}

export interface MessageContract<Type extends string = string, Schema extends TSchema = TSchema> {
  readonly type: Type;
  readonly source: string;
  readonly dataversion: number;
  readonly schema: Schema;
  readonly upcasters: readonly Upcaster[];
}

/** Converts data of one `dataversion` to the next. Pure: it does not change its argument. */
// biome-ignore lint/suspicious/noExplicitAny: what an earlier version wrote has no type any more
export type Upcaster = (data: any) => object;

/**
 * Declares a message: its present schema, and the upcasters that convert earlier data to it. The
 * first upcaster takes data of `dataversion` 1, the second of 2, and so on; the last one returns
 * data of the present `dataversion`.
 */
export const defineMessage = <const Type extends string, Schema extends TSchema>(
  source: string,
  type: Type,
  schema: Schema,
  ...upcasters: readonly Upcaster[]
): MessageContract<Type, Schema> => ({
  type,
  source,
  dataversion: upcasters.length + 1,
  schema,
  upcasters,
});

/** A message as this release writes it. */
export type MessageOf<C extends MessageContract> =
  C extends MessageContract<infer Type, infer Schema> ? Message<Type, Static<Schema>> : never;

/** A message as this release reads it: a later release may have written it. */
export type ReadMessageOf<C extends MessageContract> =
  C extends MessageContract<infer Type, infer Schema>
    ? Message<Type, AsRead<Static<Schema>>>
    : never;
