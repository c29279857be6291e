import type { ReactNode } from 'react';

/** The frame of a page: one column with a maximum width, and the same margins everywhere. */
export function Page({
  children,
  width = 'wide',
  tight = false,
}: {
  children: ReactNode;
  width?: 'wide' | 'text' | 'narrow';
  /** Less space above on a phone. */
  tight?: boolean;
}) {
  const max = { wide: 'max-w-6xl', text: 'max-w-3xl', narrow: 'max-w-md' }[width];
  const above = tight ? 'pt-3' : 'pt-8';
  return <div className={`mx-auto w-full px-4 ${above} sm:px-6 sm:pt-14 ${max}`}>{children}</div>;
}

/** The title of a page, with the texts above and below it and the page's actions. */
export function PageTitle({
  children,
  above,
  below,
  actions,
}: {
  children: ReactNode;
  above?: ReactNode;
  below?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4 sm:mb-12">
      <div className="min-w-0">
        {above && <p className="mb-2 text-muted text-sm">{above}</p>}
        <h1 className="text-2xl">{children}</h1>
        {below && <p className="mt-3 max-w-2xl text-muted">{below}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </header>
  );
}
