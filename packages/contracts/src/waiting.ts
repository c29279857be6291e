import Type from 'typebox';
import { Opaque } from './text-fields.js';

/** How long a request waits for a change at most, in seconds: no proxy gives up so early. */
export const longestWaitSeconds = 5;

/**
 * Of a route whose answer may wait until it is worth having (RFC 7240). A service that does not know the
 * header answers at once, so callers pause between requests that bring nothing new.
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

/** The answer of such a route says by this header that it waited, or would have. */
export const preferenceApplied = 'preference-applied';
