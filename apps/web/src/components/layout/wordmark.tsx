import { site } from '../../lib/site';

/** The site's logo or name; our own contains the perforation of a ticket. */
export function Wordmark() {
  const { name, logo } = site();
  if (logo) {
    // biome-ignore lint/performance/noImgElement: it is in the page itself
    return <img src={logo} alt="" className="h-7 max-w-48 object-contain" />;
  }
  return (
    <span
      aria-hidden="true"
      className="flex items-stretch font-[750] text-lg leading-none tracking-[-0.03em]"
    >
      {name === 'Onsale' ? (
        <>
          On
          <span className="mx-[0.18em] border-accent border-l-[3px] border-dotted" />
          sale
        </>
      ) : (
        name
      )}
    </span>
  );
}
