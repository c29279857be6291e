import * as preact from 'preact';
import type { FunctionComponent, ReactNode } from 'react';
import { titled } from './titled';

/** Components are typed for React, which renders them on the server. */
type Draw = (view: ReactNode, root: Element) => void;
const render = preact.render as unknown as Draw;
const hydrate = preact.hydrate as unknown as Draw;

/** The islands of this page by their name, each with what the page gives it. */
function islands<P extends object>(name: string): { root: HTMLElement; props: P }[] {
  const found = document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`);
  return [...found].map((root) => ({ root, props: JSON.parse(root.dataset.props ?? '{}') as P }));
}

/** Takes over what the page shows already: the component renders the same first. */
export function takeOver<P extends object>(name: string, Component: FunctionComponent<P>): void {
  for (const { root, props } of islands<P>(name)) hydrate(<Component {...props} />, root);
}

/** Fills an island that shows only where something will be. */
export function fill<P extends object>(name: string, Component: FunctionComponent<P>): void {
  for (const { root, props } of islands<P>(name)) {
    root.replaceChildren();
    render(<Component {...props} />, root);
  }
}

/**
 * Goes on to another page without asking for it: what it shows is known already. Back and reload
 * ask for the pages themselves.
 * @param instead Back leads past the page that was shown so far
 */
export function show(
  path: string,
  title: string,
  view: ReactNode,
  { instead = false }: { instead?: boolean } = {},
): void {
  const content = document.getElementById('content');
  if (!content) {
    location.assign(path);
    return;
  }
  for (const root of content.querySelectorAll('[data-island]')) render(null, root);
  content.replaceChildren();
  const root = content.appendChild(document.createElement('div'));
  root.dataset.island = 'shown';
  if (instead) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  document.title = titled(title);
  markPart(path);
  render(view, root);
  scrollTo(0, 0);
  content.focus({ preventScroll: true });
  shown = location.pathname;
}

/** The header says which part of the site this is; a page that belongs to none leaves it as it is. */
function markPart(path: string): void {
  const links = [...document.querySelectorAll('header nav a')];
  const here = links.find((link) => link.getAttribute('href') === `/${path.split('/')[1]}`);
  if (!here) return;
  for (const link of links) link.removeAttribute('aria-current');
  here.setAttribute('aria-current', 'page');
}

let shown = location.pathname;
addEventListener('popstate', () => {
  // Not for a jump within the page.
  if (location.pathname !== shown) location.reload();
});
