/** Reserves the space of something that loads. Give it the size of the content. */
export function Skeleton({ className = '' }: { className?: string }) {
  return (
    <span aria-hidden="true" className={`block animate-pulse rounded-sm bg-rule ${className}`} />
  );
}
