const paths = {
  tick: 'M4.5 12.5l5 5 10-11',
  stop: 'M12 7v6m0 3.6v.4M12 2.8 21.4 19.5H2.6z',
  info: 'M12 11v6m0-10v.4M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  clock: 'M12 7v5.5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  calendar: 'M4 9.5h16M8 3v4m8-4v4M4 5h16v15H4z',
  place:
    'M12 21s7-6.2 7-11.3A7 7 0 0 0 5 9.7C5 14.8 12 21 12 21zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  ticket: 'M3 6h18v4a2 2 0 0 0 0 4v4H3v-4a2 2 0 0 0 0-4zm11 .5v2m0 2.5v2m0 2.5v2',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  right: 'M9 5l7 7-7 7',
  left: 'M15 5l-7 7 7 7',
  search: 'M20 20l-4.5-4.5M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  card: 'M3 6h18v12H3zM3 10h18',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside a text with the same meaning, and of the text's size. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width="1.25em"
      height="1.25em"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="square"
      className={className}
    >
      <path d={paths[name]} />
    </svg>
  );
}
