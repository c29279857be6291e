import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sessionEnded,
  withMistakes,
  withRefusal,
} from '../src/components/organiser/editor/refusals';
import { sendAccountForm } from '../src/lib/account-form';
import { type Caller, type LooseCall, readAnswer, send } from '../src/lib/api/call';
import { ApiError } from '../src/lib/api/problem';
import { freshForm, refusedForm } from '../src/lib/form-state';
import { pay } from '../src/lib/pay';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** An API that gives these answers in turn, and records what it receives. */
function api(...answers: Answer[]) {
  const sent: { path: string; body: unknown }[] = [];
  const call = (async (given: LooseCall) =>
    readAnswer(
      await send('', given, {}, async (path, { body }) => {
        sent.push({ path, body: JSON.parse(String(body)) });
        const answer = answers.shift();
        if (!answer) throw new TypeError('fetch failed');
        return new Response(JSON.stringify(answer.body), { status: answer.status });
      }),
    )) as Caller;
  return { sent, call };
}

const problem = (status: number, code: string, detail: string, errors: object[] = []): Answer => ({
  status,
  body: { status, code, detail, errors },
});

const typed = (fields: Record<string, string>) => new URLSearchParams(fields);

describe('the sign-in form', () => {
  it('sends the address without spaces around it and the password as it was typed', async () => {
    const { sent, call } = api({ status: 200, body: {} });
    const form = typed({ email: ' ada@example.org ', password: ' with spaces ' });
    expect(await sendAccountForm('signin', call, form, freshForm())).toBeUndefined();
    expect(sent).toEqual([
      {
        path: '/api/users/signin',
        body: { email: 'ada@example.org', password: ' with spaces ' },
      },
    ]);
  });

  it('keeps the address and forgets the password when it is refused', async () => {
    const { call } = api(problem(401, 'wrong_credentials', 'Wrong email or password.'));
    const form = typed({ email: 'ada@example.org', password: 'secret word' });
    const state = await sendAccountForm('signin', call, form, freshForm());
    expect(state).toEqual({
      values: { email: 'ada@example.org' },
      errors: {},
      problem: 'Wrong email or password.',
      attempt: 1,
    });
  });

  it('sends no request while a field is empty', async () => {
    const { sent, call } = api();
    const state = await sendAccountForm('signin', call, typed({ email: 'a@b.cd' }), freshForm());
    expect(state?.errors).toEqual({ password: 'Enter your password.' });
    expect(sent).toEqual([]);
  });

  it('says that there was no answer, and keeps the address', async () => {
    const { call } = api();
    const form = typed({ email: 'ada@example.org', password: 'secret word' });
    const state = await sendAccountForm('signin', call, form, freshForm());
    expect(state?.values).toEqual({ email: 'ada@example.org' });
    expect(state?.problem).toMatch(/^No answer/);
  });
});

describe('the form for a new account', () => {
  const form = typed({ name: 'Ada', email: 'ada@example.org', password: 'ten letters' });

  it('reports at its field that the address is taken', async () => {
    const { call } = api(problem(409, 'email_taken', 'This address has an account.'));
    const state = await sendAccountForm('signup', call, form, freshForm());
    expect(state).toMatchObject({
      values: { name: 'Ada', email: 'ada@example.org' },
      errors: { email: 'This address has an account.' },
    });
    expect(state?.problem).toBeUndefined();
  });

  it('shows the API’s problem with a field that the form does not have', async () => {
    const { call } = api(
      problem(400, 'invalid', 'Check the fields.', [
        { field: 'name', message: 'Shorter, please.' },
        { field: 'locale', message: 'Unknown language.' },
      ]),
    );
    const state = await sendAccountForm('signup', call, form, freshForm());
    expect(state?.errors).toEqual({ name: 'Shorter, please.' });
    expect(state?.problem).toBe('Unknown language.');
  });
});

describe('the form for a card', () => {
  const card = { number: '4242 4242 4242 4242', expiry: '12/99', cvc: '123' };

  it('sends the card once, for its order', async () => {
    const { sent, call } = api({ status: 202, body: { id: 'p1' } });
    expect(await pay(call, 'o1', card)).toEqual({ payment: { id: 'p1' } });
    expect(sent).toEqual([{ path: '/api/payments', body: { orderId: 'o1', card } }]);
  });

  it('shows the API’s problem with the card at its field, and all others above', async () => {
    const { call } = api(
      problem(400, 'invalid', 'Check the fields.', [
        { field: 'card.number', message: 'Not a card number.' },
        { field: 'orderId', message: 'Not an order.' },
      ]),
    );
    expect(await pay(call, 'o1', card)).toEqual({
      refused: {
        values: {},
        errors: { number: 'Not a card number.' },
        problem: 'Not an order.',
        attempt: 1,
      },
    });
  });

  it.each([
    [409, 'already_paid'],
    [500, 'internal'],
    [502, 'unavailable'],
  ])('leads to the order after %i %s, because money may be on its way', async (status, code) => {
    const { call } = api(problem(status, code, 'No.'));
    expect(await pay(call, 'o1', card)).toEqual({ seeOrder: true });
  });

  it('leads to the order when no answer came', async () => {
    expect(await pay(api().call, 'o1', card)).toEqual({ seeOrder: true });
  });

  it('stays in place when the API was too busy to take the card, and says so', async () => {
    const { call } = api(problem(503, 'overloaded', 'Try again in a moment.'));
    expect(await pay(call, 'o1', card)).toMatchObject({
      refused: { problem: 'Try again in a moment.' },
    });
  });

  it('counts every refusal, so that a repeated message is announced again', async () => {
    const busy = problem(429, 'too_many_failed_cards', 'Wait an hour.');
    const { call } = api(busy, busy);
    const first = await pay(call, 'o1', card);
    if (!('refused' in first)) throw new Error('not refused');
    const second = await pay(call, 'o1', card, first.refused);
    expect(second).toEqual({ refused: { ...first.refused, attempt: 2 } });
  });

  it('never holds a digit of the card after a refusal', async () => {
    const { call } = api(problem(400, 'invalid', 'Check the fields.'));
    const outcome = JSON.stringify(await pay(call, 'o1', card));
    expect(outcome).not.toContain('4242');
    expect(outcome).not.toContain('123');
  });
});

describe('a form of the organiser', () => {
  const shown = freshForm({ title: 'Evening' }, { version: 3 });

  it('keeps its input and its original values when it has mistakes', () => {
    const state = withMistakes(shown, { title: '' }, { title: 'Enter a title.' });
    expect(state).toMatchObject({
      values: { title: '' },
      errors: { title: 'Enter a title.' },
      seen: '{"version":3}',
      attempt: 1,
    });
  });

  it('keeps everything typed when the session has ended, and offers to sign in', () => {
    const ended = new ApiError(401, 'not_signed_in', 'Sign in.');
    const state = withRefusal(shown, { title: 'Typed' }, ended);
    expect(state).toEqual(sessionEnded(shown, { title: 'Typed' }));
    expect(state.values).toEqual({ title: 'Typed' });
    expect(state.signIn).toMatch(/^\/signin/);
  });

  it('shows above its fields a problem that belongs to none of them', () => {
    const refusal = new ApiError(400, 'invalid_request', 'Check the fields.', [
      { field: 'title', message: 'Too long.' },
      { field: 'currency', message: 'Unknown currency.' },
      { message: 'Sales must close after they open.' },
    ]);
    const state = withRefusal(shown, { title: 'Typed' }, refusal);
    expect(state.errors).toEqual({ title: 'Too long.' });
    expect(state.problem).toBe(
      'Not saved. Check the fields. Unknown currency. Sales must close after they open.',
    );
  });
});

describe('a refused form', () => {
  const names = fc.constantFrom('email', 'name', 'other', 'constructor', '__proto__');
  const error = fc.record(
    { field: names, message: fc.string({ minLength: 1 }) },
    { requiredKeys: ['message'] },
  );

  it('always shows why, each problem at its field or above the form', () => {
    fc.assert(
      fc.property(fc.array(error), fc.string({ minLength: 1 }), (errors, detail) => {
        const fields = ['email', 'name'];
        const refusal = new ApiError(400, 'invalid_request', detail, errors);
        const state = refusedForm(freshForm(), { email: 'typed' }, refusal, fields);
        expect(Object.keys(state.errors).length > 0 || Boolean(state.problem)).toBe(true);
        expect(fields).toEqual(expect.arrayContaining(Object.keys(state.errors)));
        for (const { field, message } of errors) {
          const atField = field !== undefined && fields.includes(field);
          if (!atField && message !== detail) expect(state.problem).toContain(message);
        }
        expect(state.values).toEqual({ email: 'typed' });
      }),
    );
  });
});
