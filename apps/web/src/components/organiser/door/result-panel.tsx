'use client';

import type { ReactNode } from 'react';
import type { VerdictText } from './verdict';

/** The same deep colours by day and by night: at a dark gate a pastel red looks like no red. */
const looks: Record<VerdictText['tone'], string> = {
  good: 'bg-[#0b6840] text-white',
  bad: 'bg-[#b00e2f] text-white',
  warn: 'bg-[#7a4a00] text-white',
};

const marks: Record<VerdictText['mark'], string> = {
  tick: 'M4 12.5l5.5 5.5L20.5 6',
  cross: 'M5 5l14 14M19 5L5 19',
  again: 'M4 12a8 8 0 1 1 2.5 5.8M4 20v-4.5h4.5',
  question: 'M8.5 9a3.5 3.5 0 1 1 4.6 3.3c-.8.3-1.1.9-1.1 1.7v.6m0 3.6v.4',
};

/** The verdict, readable at arm's length: by colour, by mark, in words. */
export function ResultPanel({
  result,
  sequence,
  checking,
  idle,
}: {
  result: VerdictText | undefined;
  /** Identifies the scan, so that two equal answers look like two. */
  sequence: string;
  checking: boolean;
  idle: ReactNode;
}) {
  return (
    <div aria-live="assertive" aria-atomic="true" className="min-h-44">
      {result ? (
        <div
          key={sequence}
          data-result={result.title}
          className={`flex min-h-44 starting:scale-95 items-center transition-[scale] duration-200 gap-5 rounded-md px-5 py-5 ${looks[result.tone]}`}
        >
          <svg
            aria-hidden="true"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="square"
            className="size-16 shrink-0 sm:size-24"
          >
            <path d={marks[result.mark]} />
          </svg>
          <div className="min-w-0">
            <p className="font-[750] text-2xl leading-none tracking-[-0.03em]">{result.title}</p>
            {result.lines.map((line) => (
              <p key={line} className="figures mt-1.5 break-words font-medium text-base">
                {line}
              </p>
            ))}
          </div>
        </div>
      ) : (
        <p className="grid min-h-44 place-items-center rounded-md border-2 border-field border-dashed px-5 text-center text-lg text-muted">
          {checking ? 'Checking …' : idle}
        </p>
      )}
    </div>
  );
}
