import type { Static, TSchema } from 'typebox';

/**
 * One fact on the bus, as a CloudEvent 1.0 in structured JSON.
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
  /** Version of the schema of `data`; within one, only optional fields are added. */
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
}

/** Declares the messages of one producer: same aggregate, same state, several facts. */
export const defineMessage = <const Type extends string, Schema extends TSchema>(
  source: string,
  type: Type,
  schema: Schema,
): MessageContract<Type, Schema> => ({ type, source, dataversion: 1, schema });

export type MessageOf<C extends MessageContract> =
  C extends MessageContract<infer Type, infer Schema> ? Message<Type, Static<Schema>> : never;
