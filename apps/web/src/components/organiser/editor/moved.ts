/** The ids with `id` moved one place up or down; unchanged at the end of the list. */
export function moved(ids: readonly string[], id: string, way: 'up' | 'down'): string[] {
  const from = ids.indexOf(id);
  const to = from + (way === 'up' ? -1 : 1);
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  const others = ids.filter((one) => one !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}
