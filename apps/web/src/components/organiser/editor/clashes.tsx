import type { FormState } from '../../../lib/form-state';
import { choiceField, clashField, seenField, shown } from './meanwhile';

/**
 * The values with which the form was rendered, and a question for each field that someone else has
 * changed meanwhile: both values, and which one to keep.
 */
export function Clashes({
  state,
  labels,
  show = (_field, text) => text,
}: {
  state: FormState;
  labels: Readonly<Record<string, string>>;
  /** Formats a value for reading, where the form stores it differently. */
  show?: (field: string, text: string) => string;
}) {
  const { seen, clashes = {}, values, errors } = state;
  return (
    <>
      {seen && <input type="hidden" name={seenField} value={seen} />}
      {Object.entries(clashes).map(([field, now]) => (
        <fieldset key={field} className="mb-6 min-w-0 border-warn border-l-4 bg-surface px-4 py-3">
          <legend className="sr-only">
            {labels[field] ?? field}: which one do you want to keep?
          </legend>
          <p aria-hidden="true" className="font-semibold text-sm">
            {labels[field] ?? field}
          </p>
          <input type="hidden" name={clashField} value={field} />
          <Choice field={field} value="now" label="Now" text={show(field, now)} />
          <Choice
            field={field}
            value="yours"
            label="Yours"
            text={show(field, shown(field, values))}
          />
          {errors[choiceField(field)] && (
            <p className="mt-1 font-medium text-bad text-sm">{errors[choiceField(field)]}</p>
          )}
        </fieldset>
      ))}
    </>
  );
}

function Choice({
  field,
  value,
  label,
  text,
}: {
  field: string;
  value: 'now' | 'yours';
  label: string;
  text: string;
}) {
  return (
    <label className="flex min-h-11 items-start gap-2.5 py-2.5 text-sm">
      <input
        type="radio"
        name={choiceField(field)}
        value={value}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="font-semibold">{label}:</span>{' '}
        {text.startsWith('/api/images/') ? (
          // biome-ignore lint/performance/noImgElement: an upload, shown as it is
          <img src={text} alt="" className="mt-1 max-h-24" />
        ) : (
          <span className="line-clamp-6 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
        )}
      </span>
    </label>
  );
}
