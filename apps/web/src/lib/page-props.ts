/** What Next.js gives a page. Written out, because its own types exist only after a build. */
export interface PageProps<Params extends object = object> {
  readonly params: Promise<Params>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}
