'use client';

import { todaysZone } from '@onsale/contracts/time-zones';
import { useEffect, useRef } from 'react';
import { SelectField } from '../../ui/field';

/** The time zone of the whole form; for a new event the reader's own. */
export function TimeZoneField({
  zones,
  onDetected,
  defaultValue,
  ...rest
}: {
  zones: readonly string[];
  onDetected: () => void;
  name: string;
  defaultValue: string | undefined;
  error: string | undefined;
}) {
  const select = useRef<HTMLSelectElement>(null);
  const detected = useRef(onDetected);
  useEffect(() => {
    if (select.current?.value !== '') return;
    // A browser may know the zone by an older name.
    select.current.value = todaysZone(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? '';
    detected.current();
  }, []);
  const offered = defaultValue && !zones.includes(defaultValue) ? [defaultValue, ...zones] : zones;
  return (
    <SelectField
      ref={select}
      label="Time zone of the venue"
      hint="All times on this page are in this time zone."
      required
      defaultValue={defaultValue}
      {...rest}
    >
      <option value="">Choose …</option>
      {offered.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectField>
  );
}
