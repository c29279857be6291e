import type { ChartModel } from './chart-model';

/** Drawn on 1000 × 280 and stretched to the box; hairlines keep their width. */
export function SalesDrawing({
  model,
  pointed,
}: {
  model: ChartModel;
  pointed: string | undefined;
}) {
  const y = (sold: number) => 224 - (sold / model.top) * 224;
  const steps = model.buckets
    .map(({ from, to, soldSoFar }) => `H${from * 1000}L${to * 1000} ${y(soldSoFar)}`)
    .join('');
  const line = `M0 224${steps}H1000`;
  const barHeight = (sold: number) => (sold / model.mostInOneBucket) * 40;
  const hair = { vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1000 280"
      preserveAspectRatio="none"
      className="block h-[17.5rem] w-full overflow-visible"
    >
      {model.lines.map((one) => (
        <path key={one} d={`M0 ${y(one)}H1000`} className="stroke-rule" {...hair} />
      ))}
      {model.moments.map(({ x, at }) => (
        <path
          key={at}
          d={`M${x * 1000} 0V280`}
          className="stroke-rule"
          strokeDasharray="2 4"
          {...hair}
        />
      ))}
      <path d={`${line}V224Z`} className="fill-accent opacity-12" />
      <path
        d={line}
        className="fill-transparent stroke-accent"
        strokeWidth="2.5"
        strokeLinejoin="round"
        {...hair}
      />
      {model.buckets.map(({ at, from, to, sold }) => (
        <rect
          key={at}
          x={from * 1000}
          width={Math.max((to - from) * 1000 - 1, 2.5)}
          y={280 - barHeight(sold)}
          height={barHeight(sold)}
          className={at === pointed ? 'fill-accent' : 'fill-ink'}
        />
      ))}
      <path d="M0 280H1000" className="stroke-ink" {...hair} />
      {model.buckets
        .filter(({ at }) => at === pointed)
        .map(({ at, to }) => (
          <path key={at} d={`M${to * 1000} 0V280`} className="stroke-ink" {...hair} />
        ))}
    </svg>
  );
}
