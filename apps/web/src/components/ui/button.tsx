import type { ComponentProps } from 'react';

export type ButtonKind = 'primary' | 'secondary' | 'danger';

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-deep',
  secondary: 'border border-field bg-transparent text-ink hover:border-ink hover:bg-surface',
  danger: 'border border-bad bg-transparent text-bad hover:bg-surface',
};

const shape =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-5 py-2.5 text-center font-semibold text-base leading-tight transition-colors disabled:bg-surface disabled:text-muted disabled:border-transparent aria-disabled:opacity-60';

/** The class of a button, for other elements. */
export const buttonClass = (kind: ButtonKind = 'primary', extra = ''): string =>
  `${shape} ${kinds[kind]} ${extra}`;

/** A button; `kind` says how important it is. A page has one primary button. */
export function Button({
  kind = 'primary',
  className = '',
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { kind?: ButtonKind }) {
  return <button type={type} className={buttonClass(kind, className)} {...rest} />;
}

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function ButtonLink({
  kind = 'secondary',
  className = '',
  ...rest
}: ComponentProps<'a'> & { kind?: ButtonKind }) {
  return <a className={buttonClass(kind, className)} {...rest} />;
}
