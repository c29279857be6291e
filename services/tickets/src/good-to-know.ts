import { ageWords } from '@onsale/contracts/catalog/age-limit';
import type { EventCopy } from './event.js';
import { doorsTime } from './event-time.js';

type Known = Pick<EventCopy, 'doorsAt' | 'ageLimit' | 'startsAt' | 'timeZone'>;

/** Facts that guests should know before they come, one per line. */
export const goodToKnow = ({ doorsAt, ageLimit, startsAt, timeZone }: Known): string[] => [
  ...(doorsAt ? [doorsTime(doorsAt, startsAt, timeZone)] : []),
  ...(ageLimit === null ? [] : [ageWords(ageLimit)]),
];
