'use client';

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useFocusOnAnswer } from '../../../lib/focus-answer';
import type { FormState } from '../../../lib/form-state';
import { useFormAction } from '../../../lib/use-form-action';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field';
import { FormAnswer } from '../../ui/form-answer';
import { SubmitButton } from '../submit-button';
import { Clashes } from './clashes';
import { currencies, currencyLabel } from './currencies';
import { type Draft, forgetDraft, keepDraft } from './draft';
import { DraftOffer } from './draft-offer';
import { eventLabels } from './event-form';
import { EventPreview } from './event-preview';
import { followingDoors, followingEnd } from './follow-begin';
import { fieldOf } from './local-field';
import { LocalTimeField } from './local-time-field';
import { PosterFields } from './poster-fields';
import type { EditorAction } from './refusals';
import { TimeZoneField } from './time-zone-field';

/** The form that creates or changes an event, with a live preview of its page. */
export function EventEditor({
  action,
  path,
  initial,
  zones,
  organiserName,
  placeholderStart,
  locale,
  draftKey,
  currencyFixed = false,
  submitLabel,
  savedText,
  stub,
}: {
  action: EditorAction;
  /** The page with this form, which shows it again after a post without JavaScript. */
  path: string;
  initial: FormState;
  zones: readonly string[];
  organiserName: string;
  /** The start that the preview shows until one is typed. */
  placeholderStart: string;
  locale: string;
  /** The key under which this browser keeps unsaved input. */
  draftKey: string;
  /** A published event keeps its currency. */
  currencyFixed?: boolean;
  submitLabel: string;
  savedText: string;
  /** The content of the preview's stub, where the page sells tickets. */
  stub: ReactNode;
}) {
  const [answered, act] = useFormAction(action, initial, path);
  const [restored, setRestored] = useState<{ over: FormState; draft: Draft }>();
  // Restored input stays until the next answer.
  const state: FormState =
    restored?.over === answered
      ? { ...withoutAnswer(answered), ...restoredValues(answered, restored.draft) }
      : answered;
  const [typed, setTyped] = useState(state.values);
  const form = useFocusOnAnswer(answered);
  const begins = useRef(state.values.startsAt);
  const look = () => {
    if (form.current) setTyped(textsOf(new FormData(form.current)));
  };
  // Reads the fields themselves, because the browser may have filled one of them in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the fields start again
  useEffect(() => {
    begins.current = state.values.startsAt;
    look();
    if (answered.saved) forgetDraft(localStorage, draftKey);
  }, [answered, restored]);

  function onChange(event: FormEvent<HTMLFormElement>): void {
    const { elements } = event.currentTarget;
    const starts = elements.namedItem('startsAt');
    if (event.target === starts && isInput(starts) && starts.value !== '') {
      for (const [name, following] of followers) {
        const follower = elements.namedItem(name);
        if (!isInput(follower)) continue;
        const moved = following(begins.current, starts.value, follower.value);
        if (moved !== undefined) follower.value = moved;
      }
      begins.current = starts.value;
    }
    look();
    const texts = textsOf(new FormData(event.currentTarget));
    keepDraft(localStorage, draftKey, {
      values: draftOf(texts),
      seen: texts.seen,
      typedAtMs: Date.now(),
    });
  }
  const { values, errors } = state;
  const field = (name: string) => ({ name, defaultValue: values[name], error: errors[name] });
  const time = (name: string) => ({ name, state, typed: typed[name], timeZone: typed.timeZone });

  return (
    <div className="grid grid-cols-1 gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <EventPreview {...{ typed, organiserName, placeholderStart, locale, stub }} />
      <div className="lg:order-first">
        <DraftOffer
          draftKey={draftKey}
          values={initial.values}
          onTaken={(draft) => setRestored({ over: answered, draft })}
        />
        {/* A new key after every answer, so that the fields start again with its values. */}
        <form
          ref={form}
          key={restored?.over === answered ? 'restored' : state.attempt}
          action={act}
          onChange={onChange}
          noValidate
        >
          <FormAnswer {...{ state, savedText }} className="mb-8" />
          <Clashes state={state} labels={eventLabels} />
          <Part title="Details">
            <TextField label="Title" maxLength={140} required {...field('title')} />
            <TextArea
              label="Description"
              hint="**bold**, *italics*, lists with - and links work. A blank line starts a new paragraph."
              rows={7}
              maxLength={10_000}
              {...field('description')}
            />
          </Part>
          <Part title="Where and when">
            <TextField label="Venue" maxLength={140} required {...field('venueName')} />
            <TextField
              label="Address"
              hint="Optional. Shown on tickets and in calendars."
              maxLength={300}
              {...field('venueAddress')}
            />
            <TimeZoneField zones={zones} onDetected={look} {...field('timeZone')} />
            <div className="grid gap-5 sm:grid-cols-2">
              <LocalTimeField label="Begins" required {...time('startsAt')} />
              <LocalTimeField label="Ends" required {...time('endsAt')} />
            </div>
            <div className="grid gap-5 sm:grid-cols-2">
              <LocalTimeField
                label={eventLabels.doorsAt}
                hint="When guests can come in. Leave blank if it’s the start time."
                {...time('doorsAt')}
              />
              <LocalTimeField
                label={eventLabels.checkInOpensAt}
                hint="Leave blank to open two hours before the doors."
                {...time('checkInOpensAt')}
              />
            </div>
          </Part>
          <Part title="Good to know">
            <TextField
              label={eventLabels.ageLimit}
              inputMode="numeric"
              autoComplete="off"
              hint="In years. 0 shows “All ages”. Leave blank to show nothing."
              {...field('ageLimit')}
            />
            <TextArea
              label={eventLabels.refundPolicy}
              hint="When buyers can get their money back. Shown next to “Get tickets” and at the checkout."
              rows={2}
              maxLength={500}
              {...field('refundPolicy')}
            />
          </Part>
          <Part title="Image">
            <PosterFields imageUrl={field('imageUrl')} error={errors.image} onUploaded={look} />
          </Part>
          <Part title="Sales">
            {currencyFixed ? (
              <p className="text-sm">
                <span className="block font-semibold">Currency</span>
                {currencyLabel(values.currency ?? '')}. It can’t be changed after publishing.
              </p>
            ) : (
              <SelectField label="Currency" required {...field('currency')}>
                {offered(values.currency).map((code) => (
                  <option key={code} value={code}>
                    {currencyLabel(code)}
                  </option>
                ))}
              </SelectField>
            )}
            <div className="grid gap-5 sm:grid-cols-2">
              <LocalTimeField
                label="Sales open"
                hint="Leave blank to start when you publish."
                {...time('salesOpenAt')}
              />
              <LocalTimeField
                label="Sales close"
                hint="Leave blank to sell until the event ends."
                {...time('salesCloseAt')}
              />
            </div>
            <TextField
              label="Tickets per person"
              inputMode="numeric"
              autoComplete="off"
              hint="Across all ticket types and orders. Leave blank to use only the limit of each ticket type."
              {...field('perPersonLimit')}
            />
          </Part>
          <Part title="Visibility">
            <CheckField
              label="Unlisted"
              hint="Hidden from listings and search. Only people with the link can find it."
              name="unlisted"
              defaultChecked={values.unlisted === 'on'}
            />
          </Part>
          <SubmitButton pending="Saving …" className="mt-8 w-full sm:w-auto">
            {submitLabel}
          </SubmitButton>
        </form>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="mt-8 min-w-0 first-of-type:mt-0">
      <legend className="label-caps mb-5 w-full border-ink border-t-2 pt-3">{title}</legend>
      <div className="space-y-5">{children}</div>
    </fieldset>
  );
}

const offered = (current: string | undefined) =>
  current && !currencies.includes(current) ? [current, ...currencies] : currencies;

/** The fields of an event alone. Browsers leave out an unticked box, which counts as empty. */
function draftOf(texts: Record<string, string>): Record<string, string> {
  const all = { unlisted: '', ...texts, ...(texts.noImage ? { imageUrl: '' } : {}) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => fieldOf(name) in eventLabels));
}

/** The times that move along with the start. */
const followers = [
  ['endsAt', followingEnd],
  ['doorsAt', followingDoors],
] as const;

const isInput = (element: unknown): element is HTMLInputElement =>
  element instanceof HTMLInputElement;

const withoutAnswer = ({ values, attempt, seen }: FormState): FormState => ({
  values,
  errors: {},
  attempt,
  ...(seen === undefined ? {} : { seen }),
});

/** The draft with the values it was typed over, to still notice what others have changed. */
const restoredValues = ({ values }: FormState, draft: Draft) => ({
  values: { ...values, ...draft.values },
  ...(draft.seen === undefined ? {} : { seen: draft.seen }),
});

const textsOf = (data: FormData): Record<string, string> =>
  Object.fromEntries(
    [...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
