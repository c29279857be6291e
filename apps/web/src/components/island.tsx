import type { ReactNode } from 'react';

/**
 * A part of a page that its script takes over: `src/islands/<page>.tsx` finds it by `name`.
 * @param props for the component in the browser, as JSON
 */
export function Island({
  name,
  props,
  children,
  className,
}: {
  name: string;
  props: object;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div data-island={name} data-props={JSON.stringify(props)} className={className}>
      {children}
    </div>
  );
}
