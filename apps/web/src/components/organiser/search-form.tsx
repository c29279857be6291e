import { buttonClass } from '../ui/button';
import { TextField } from '../ui/field';

/** Searches the list of a page by the query parameter `q`, without JavaScript too. */
export function SearchForm({
  action,
  label,
  q,
  also = {},
}: {
  action: string;
  label: string;
  q: string;
  /** Other query parameters of the list, which a search keeps. */
  also?: Readonly<Record<string, string>>;
}) {
  return (
    <search>
      <form action={action} className="mb-8 flex max-w-xl items-end gap-3">
        {Object.entries(also).map(
          ([name, value]) => value && <input key={name} type="hidden" {...{ name, value }} />,
        )}
        <TextField
          label={label}
          type="search"
          name="q"
          maxLength={100}
          defaultValue={q}
          className="min-w-0 flex-1"
        />
        <button type="submit" className={buttonClass('secondary', 'min-h-[3.0625rem]')}>
          Search
        </button>
      </form>
    </search>
  );
}
