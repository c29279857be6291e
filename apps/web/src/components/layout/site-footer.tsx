import { type LegalPage, legalPages, site } from '../../lib/site';

export function SiteFooter() {
  const { name, legal } = site();
  const links = [
    ['/organiser', 'Sell tickets'],
    ['/api/docs', 'API'],
    ...(Object.keys(legalPages) as LegalPage[]).flatMap((page) => {
      const one = legal[page];
      return one ? [['href' in one ? one.href : `/legal/${page}`, legalPages[page]] as const] : [];
    }),
  ] as const;
  return (
    <footer className="not-printed mt-24 border-rule border-t">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-8 gap-y-2 px-4 py-7 text-muted text-sm sm:px-6">
        <p>
          {name === 'Onsale'
            ? 'Onsale is open source'
            : `${name} runs on Onsale, which is open source`}
          , and runs on the organiser’s own server.
        </p>
        <nav aria-label="Footer" className="flex flex-wrap gap-x-6 sm:ml-auto">
          {links.map(([href, text]) => (
            <a key={href} href={href} className="text-link inline-flex min-h-11 items-center">
              {text}
            </a>
          ))}
        </nav>
      </div>
    </footer>
  );
}
