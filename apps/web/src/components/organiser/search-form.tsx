import { buttonClass } from '../ui/button';
import { TextField } from '../ui/field';

/** Searches the list of a page by the query parameter `q`, without JavaScript too. */
export function SearchForm({ action, label, q }: { action: string; label: string; q: string }) {
  return (
    <search>
      <form action={action} className="mb-8 flex max-w-xl items-end gap-3">
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
