const cards = [
  ['4242 4242 4242 4242', 'is paid at once'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 3220', 'is confirmed after 5 seconds'],
  ['4000 0000 0000 9995', 'is confirmed only after the hold has expired'],
] as const;

/** The sandbox's test cards, and what each of them does. */
export function SandboxCards() {
  return (
    <aside aria-labelledby="sandbox" className="mt-8 border-warn border-l-4 bg-surface px-4 py-3.5">
      <h3 id="sandbox" className="font-semibold text-sm text-warn tracking-normal">
        Test mode: no real money is charged
      </h3>
      <p className="mt-1 text-sm">
        Use one of these numbers, any future date and any security code. Never a real card.
      </p>
      <dl className="figures mt-3 grid gap-x-5 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        {cards.map(([number, effect]) => (
          <div key={number} className="contents">
            <dt className="whitespace-nowrap font-semibold">{number}</dt>
            <dd className="mb-1 text-muted sm:mb-0">{effect}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
