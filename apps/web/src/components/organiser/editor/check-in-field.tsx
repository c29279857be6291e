'use client';

import type { ComponentProps } from 'react';
import { TextField } from '../../ui/field';

/** When the door opens. */
export const CheckInField = (
  field: Pick<ComponentProps<typeof TextField>, 'name' | 'defaultValue' | 'error'>,
) => (
  <TextField
    label="Check-in opens"
    type="datetime-local"
    hint="Leave blank to open two hours before the start."
    {...field}
  />
);
