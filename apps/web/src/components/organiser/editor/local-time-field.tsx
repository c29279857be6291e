'use client';

import { type ComponentProps, useState } from 'react';
import { offsetMs } from '../../../lib/dates';
import { SelectField, TextField } from '../../ui/field';
import { whichField } from './local-field';
import { isTimeZone, repeatedTime } from './local-time';

/** A time on the venue's clock; asks which one is meant where the clock shows it twice. */
export function LocalTimeField({
  label,
  hint,
  name,
  required,
  timeZone,
  state,
  typed,
}: Pick<ComponentProps<typeof TextField>, 'hint' | 'required'> & {
  label: string;
  name: string;
  timeZone: string | undefined;
  state: {
    readonly values: Readonly<Record<string, string>>;
    readonly errors: Readonly<Record<string, string>>;
  };
  /** The current input, where the form knows it; otherwise the field tracks it. */
  typed?: string | undefined;
}) {
  const { values, errors } = state;
  const [own, setOwn] = useState(values[name] ?? '');
  const now = typed ?? own;
  const zone = timeZone && isTimeZone(timeZone) ? timeZone : undefined;
  const twice = zone ? repeatedTime(now, zone) : undefined;
  const clock = now.slice(11, 16);
  return (
    <div>
      <TextField
        type="datetime-local"
        onChange={(event) => setOwn(event.target.value)}
        defaultValue={values[name]}
        error={errors[name]}
        {...{ label, hint, name, required }}
      />
      {zone && twice && (
        <SelectField
          className="mt-3"
          label={`${label}: which ${clock}?`}
          hint={`The clocks go back on that day, so ${clock} occurs twice.`}
          name={whichField(name)}
          defaultValue={values[whichField(name)] ?? ''}
        >
          <option value="">Choose …</option>
          <option value="first">The first, {utcOffset(twice.first, zone)}</option>
          <option value="second">
            The second, after the clocks go back, {utcOffset(twice.second, zone)}
          </option>
        </SelectField>
      )}
    </div>
  );
}

/** `UTC+2`, `UTC−3:30` */
function utcOffset(instant: string, timeZone: string): string {
  const minutes = Math.round(offsetMs(Date.parse(instant), timeZone) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const past = rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${past}`;
}
