import * as preact from 'preact';
import type { FunctionComponent, ReactNode } from 'react';
import { titled } from './titled';

/** Typed for React, which renders the components on the server. */
type Draw = (view: ReactNode, root: Element) => void;
const render = preact.render as unknown as Draw;
const hydrate = preact.hydrate as unknown as Draw;

/** This page's islands of one name, each with its props. */
function islands<P extends object>(name: string): { root: HTMLElement; props: P }[] {
  const found = document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`);
  return [...found].map((root) => ({ root, props: JSON.parse(root.dataset.props ?? '{}') as P }));
}

/** Takes over what the page already shows: the component renders the same first. */
export function takeOver<P extends object>(name: string, Component: FunctionComponent<P>): void {
  for (const { root, props } of islands<P>(name)) hydrate(<Component {...props} />, root);
}

/** Fills an island that is only a placeholder, or was filled before. */
export function fill<P extends object>(name: string, Component: FunctionComponent<P>): void {
  for (const { root, props } of islands<P>(name)) {
    render(null, root);
    root.replaceChildren();
    render(<Component {...props} />, root);
  }
}

/**
 * Goes to another page without requesting it, because its content is known. Back and reload request
 * the pages themselves.
 * @param instead Back skips the current page
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

/** Marks the page's part of the site in the header; a page of no part leaves the mark as it is. */
function markPart(path: string): void {
  const links = [...document.querySelectorAll('header nav a')];
  const here = links.find((link) => link.getAttribute('href') === `/${path.split('/')[1]}`);
  if (!here) return;
  for (const link of links) link.removeAttribute('aria-current');
  here.setAttribute('aria-current', 'page');
}

let shown = location.pathname;
addEventListener('popstate', () => {
  // Ignores a jump within the page.
  if (location.pathname !== shown) location.reload();
});
