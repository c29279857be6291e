/** The name, with the line where a ticket is torn in it. */
export function Wordmark() {
  return (
    <span
      aria-hidden="true"
      className="flex items-stretch font-[750] text-lg leading-none tracking-[-0.03em]"
    >
      On
      <span className="mx-[0.18em] border-accent border-l-[3px] border-dotted" />
      sale
    </span>
  );
}
