import { buttonClass } from '../ui/button';
import { Icon } from '../ui/icon';

const periods = [
  ['', 'Any time'],
  ['7', 'Within 7 days'],
  ['30', 'Within 30 days'],
  ['90', 'Within 3 months'],
] as const;

const control =
  'h-12 rounded-md border border-field bg-raised px-3 py-2.5 text-base text-ink hover:border-ink placeholder:text-muted';

/** A plain form: it works without JavaScript, and people can share the address of its results. */
export function SearchForm({ q, within }: { q: string; within: string }) {
  return (
    <search className="mt-8 mb-12 block sm:mt-10">
      <form action="/" method="get" className="flex flex-wrap gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <label htmlFor="q" className="sr-only">
            Search for events
          </label>
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={q}
            maxLength={300}
            placeholder="Artist, event or venue"
            className={`${control} w-full`}
          />
        </div>
        <div className="flex-1 basis-40 sm:flex-none">
          <label htmlFor="within" className="sr-only">
            When
          </label>
          <select id="within" name="within" defaultValue={within} className={`${control} w-full`}>
            {periods.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className={buttonClass('secondary', 'h-12')}>
          <Icon name="search" />
          Search
        </button>
      </form>
    </search>
  );
}
