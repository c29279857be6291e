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
  /** `/orders`: the service that says so. */
  readonly source: string;
  readonly type: Type;
  /** Id of the aggregate. */
  readonly subject: string;
  /** When it became true, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Version of the schema of `data`. What changes it, and what does not: docs/messages.md. */
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

/**
 * Makes data of the next `dataversion` of data of the one before. Pure: what it is given stays as
 * it is.
 */
// biome-ignore lint/suspicious/noExplicitAny: what an earlier version wrote has no type any more
export type Upcaster = (data: any) => object;

/**
 * Declares a message: the schema of what is written today, and what makes it of what was written
 * before. The first upcaster takes data of `dataversion` 1, the next of 2; what they make in the
 * end is of the `dataversion` that is written.
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

/** As it is written. */
export type MessageOf<C extends MessageContract> =
  C extends MessageContract<infer Type, infer Schema> ? Message<Type, Static<Schema>> : never;

/** As it is read: a later version may have written it. */
export type ReadMessageOf<C extends MessageContract> =
  C extends MessageContract<infer Type, infer Schema>
    ? Message<Type, AsRead<Static<Schema>>>
    : never;
