'use client';

import { type ComponentProps, type ReactNode, useId } from 'react';

const control =
  'w-full min-h-11 rounded-md border border-field bg-raised px-3 py-2.5 text-base text-ink placeholder:text-muted hover:border-ink aria-invalid:border-2 aria-invalid:border-bad disabled:opacity-60';

interface FieldParts {
  label: ReactNode;
  hint?: ReactNode;
  /** The problem with the input; shown below the field and read out with it. */
  error?: string | undefined;
  className?: string;
}

/** The ids that link a control to its label, hint and error. */
function useField({ hint, error }: Pick<FieldParts, 'hint' | 'error'>) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
  return {
    id,
    attributes: {
      id,
      'aria-invalid': error ? (true as const) : undefined,
      'aria-describedby': described.join(' ') || undefined,
    },
  };
}

function Frame({
  id,
  label,
  hint,
  error,
  className = '',
  children,
}: FieldParts & { id: string; children: ReactNode }) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-sm">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-muted text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 font-medium text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

/** A labelled text field. */
export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldParts & Omit<ComponentProps<'input'>, 'id' | 'className'>) {
  const { id, attributes } = useField({ hint, error });
  return (
    <Frame id={id} {...{ label, hint, error }} {...(className ? { className } : {})}>
      <input {...attributes} className={control} {...rest} />
    </Frame>
  );
}

/** A labelled text area. */
export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldParts & Omit<ComponentProps<'textarea'>, 'id' | 'className'>) {
  const { id, attributes } = useField({ hint, error });
  return (
    <Frame id={id} {...{ label, hint, error }} {...(className ? { className } : {})}>
      <textarea rows={6} {...attributes} className={control} {...rest} />
    </Frame>
  );
}

/** A labelled select; its `<option>`s are the children. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: FieldParts & Omit<ComponentProps<'select'>, 'id' | 'className'>) {
  const { id, attributes } = useField({ hint, error });
  return (
    <Frame id={id} {...{ label, hint, error }} {...(className ? { className } : {})}>
      <select {...attributes} className={control} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

/** A labelled checkbox. */
export function CheckField({
  label,
  hint,
  ...rest
}: Pick<FieldParts, 'label' | 'hint'> & Omit<ComponentProps<'input'>, 'id' | 'type'>) {
  const { id, attributes } = useField({ hint, error: undefined });
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        {...attributes}
        className="mt-0.5 size-5 shrink-0 accent-accent"
        {...rest}
      />
      <div className="text-sm">
        <label htmlFor={id} className="tap font-semibold">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
