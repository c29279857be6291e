import type { ChangeEvent, FocusEvent } from 'react';
import { Icon } from '../ui/icon';

// A button at its limit stays enabled, because disabling it would take the focus away.
const step =
  'scripted grid size-11 place-items-center text-ink hover:bg-surface aria-disabled:text-field aria-disabled:hover:bg-transparent';

/** A number field for a quantity, with a button on either side where scripts run. */
export function QuantityField({
  label,
  name,
  value,
  min = 1,
  max,
  onChange,
}: {
  /** The name of the ticket type that is counted. */
  label: string;
  name: string;
  value: number;
  /** The smallest quantity besides 0. */
  min?: number;
  max: number;
  /** Missing in a form that is posted. */
  onChange?: (value: number) => void;
}) {
  return (
    <div className="inline-flex rounded-md border border-field bg-raised">
      <button
        type="button"
        aria-label={`One ${label} fewer`}
        className={step}
        aria-disabled={value <= 0 || undefined}
        onClick={() => value > 0 && onChange?.(value > min ? value - 1 : 0)}
      >
        <Icon name="minus" />
      </button>
      <input
        type="number"
        inputMode="numeric"
        name={name}
        aria-label={`Number of tickets: ${label}`}
        min={0}
        max={Math.max(max, value)}
        {...(onChange
          ? controlled(value, Math.max(max, value), onChange)
          : { defaultValue: value })}
        className="figures min-h-11 w-11 bg-transparent text-center font-semibold"
      />
      <button
        type="button"
        aria-label={`One ${label} more`}
        className={step}
        aria-disabled={value >= max || min > max || undefined}
        onClick={() => value < max && min <= max && onChange?.(Math.max(value + 1, min))}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

const controlled = (value: number, most: number, onChange: (value: number) => void) => ({
  value,
  onFocus: (event: FocusEvent<HTMLInputElement>) => event.currentTarget.select(),
  onChange: (event: ChangeEvent<HTMLInputElement>) => {
    const typed = Math.trunc(Number(event.currentTarget.value));
    onChange(Number.isFinite(typed) ? Math.min(Math.max(typed, 0), most) : 0);
  },
});
