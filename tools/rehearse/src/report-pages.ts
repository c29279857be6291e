import type { Section } from '@onsale/report';
import { secondsOf } from './figures.js';
import type { Rehearsal } from './rehearse.js';
import { describePages } from './sentences.js';

export const marks = (kills: Rehearsal['kills']) =>
  kills.map(({ what, atMs }) => ({ x: atMs / 1000, label: `${what} killed` }));

/** How pages loaded; empty for programs, which request none. */
export function pagesLivedThrough(rehearsal: Rehearsal): Section[] {
  const { record, kills } = rehearsal;
  const sentence = describePages(rehearsal);
  if (sentence === undefined) return [];
  const seconds = secondsOf(record);
  const of = (second: number) => record.seconds.get(second);
  const percentile = (p: number) =>
    seconds.map((second) => {
      const value = of(second)?.pageMs.percentile(p) ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    });
  const answers = (name: string) => seconds.map((second) => of(second)?.answers.get(name) ?? 0);
  return [
    {
      title: 'The pages',
      blocks: [
        {
          kind: 'lines',
          caption: 'Pages a second',
          xLabel: 'seconds from the opening',
          yLabel: 'a second',
          x: seconds,
          marks: marks(kills),
          series: [
            {
              label: 'people who could use the event’s page',
              values: seconds.map((second) => of(second)?.pageMs.count ?? 0),
            },
            { label: 'HTML of all pages', values: answers('page seen') },
            { label: 'scripts, styles, fonts, pictures', values: answers('file seen') },
          ],
        },
        {
          kind: 'lines',
          caption: 'Time from wanting the event’s page to being able to use it',
          xLabel: 'seconds from the opening',
          yLabel: 'time',
          ms: true,
          x: seconds,
          marks: marks(kills),
          series: [
            { label: 'p50', values: percentile(50) },
            { label: 'p95', values: percentile(95) },
            { label: 'p99', values: percentile(99) },
          ],
          logY: true,
        },
        { kind: 'text', text: sentence },
      ],
    },
  ];
}
