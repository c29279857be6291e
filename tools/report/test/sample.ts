import type { Section } from '@onsale/report';

/** What no page may take for markup. */
export const hostile = `</script><script>document.title='broken'</script><img src=x onerror="document.title='broken'">&'`;

const seconds = Array.from({ length: 30 }, (_, second) => second);

/** One block of each kind. */
export const sampleSections: Section[] = [
  {
    title: 'The verdict',
    blocks: [
      { kind: 'verdict', good: true, text: 'Nothing was sold twice.' },
      { kind: 'verdict', good: false, text: `One finding: ${hostile}` },
      { kind: 'text', text: `The first paragraph. ${hostile}\n\nThe second.` },
      {
        kind: 'figures',
        figures: [
          { label: 'Sold', value: '1,000', note: 'of 1,000' },
          { label: 'Time to sell out', value: '2.4 s' },
          { label: 'Median wait', value: '38 ms', note: hostile },
          { label: 'Refused', value: '19,000' },
        ],
      },
    ],
  },
  {
    title: 'The figures',
    blocks: [
      {
        kind: 'table',
        caption: `Answers ${hostile}`,
        columns: ['Answer', 'Meaning', 'Count', 'p50', 'p99'],
        rows: [
          ['201', 'tickets held', '1,000', '38 ms', '410 ms'],
          ['409 sold_out', 'there was nothing left', '19,000', '4.0 ms', '96 ms'],
        ],
        numeric: [2, 3, 4],
      },
      {
        kind: 'bars',
        caption: 'Accepted holds',
        unit: 'holds/s',
        bars: [
          { label: 'Ours', value: 9800, low: 9500, high: 10200, emphasis: true },
          { label: 'A transaction a request', value: 810, low: 700, high: 900, note: hostile },
          { label: 'Nothing', value: 0 },
        ],
      },
      {
        kind: 'lines',
        caption: 'Answers a second',
        xLabel: 'seconds',
        yLabel: 'answers/s',
        x: seconds,
        series: [
          { label: 'held', values: seconds.map((s) => (s < 8 ? 120 + s : 0)) },
          { label: hostile, values: seconds.map((s) => (s === 12 ? null : 900 / (1 + s / 9))) },
        ],
      },
      {
        kind: 'lines',
        caption: 'Times',
        xLabel: 'seconds',
        yLabel: 'ms',
        x: seconds,
        series: [{ label: 'p99', values: seconds.map((s) => s * s) }],
        logY: true,
        ms: true,
        marks: [
          { x: 4, label: 'service killed' },
          { x: 28, label: hostile },
        ],
      },
    ],
  },
];
