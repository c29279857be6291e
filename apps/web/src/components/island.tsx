import type { ReactNode } from 'react';

/**
 * A part of a page that its script takes over: `src/islands/<page>.tsx` finds it by `name`.
 * @param props what the component in the browser is given, as JSON
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
