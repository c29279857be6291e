import Type from 'typebox';
import { Opaque } from './text-fields.js';

/** The longest time a request waits for a change, in seconds; no proxy gives up that early. */
export const longestWaitSeconds = 5;

/**
 * Headers of a route that can wait for a change before it answers (RFC 7240). A service that does
 * not know the header answers immediately, so callers pause between requests that bring nothing
 * new.
 */
export const WaitHeaders = Type.Object({
  prefer: Type.Optional(
    Opaque({
      maxLength: 1000,
      description: `\`wait=N\`: wait for up to N seconds, ${longestWaitSeconds} at most, for what the summary says; other preferences are ignored`,
      examples: [`wait=${longestWaitSeconds}`],
    }),
  ),
});

/** The header by which an answer says that the preference was honoured. */
export const preferenceApplied = 'preference-applied';
