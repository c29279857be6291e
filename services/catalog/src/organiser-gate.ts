import { rehearsalAddress } from '@onsale/contracts/auth/http';
import {
  conflict,
  type Problem,
  type ServiceContext,
  type Session,
  type Sql,
} from '@onsale/runtime';
import type { EventRecord } from './event.js';
import { draftsAllowed, mayCreate, mayPublish, type OrganiserRule } from './may-organise.js';
import { notApproved } from './not-approved.js';
import { countEventsOf, isApproved, lockEventsOf } from './store-organisers.js';

export interface OrganiserSettings {
  readonly organisers: OrganiserRule;
  readonly draftsPerAccount: number;
  readonly publishedPerAccount: number;
}

type Caller = Pick<Session, 'accountId' | 'email'>;

/** Decides whether an account may create and publish events here, and how many. */
export interface OrganiserGate {
  read(sql: Sql, caller: Caller): Promise<{ mayCreate: boolean; mayPublish: boolean }>;
  /** @throws Problem 403, or 409 if it has reached its limit of drafts */
  assertMayCreate(sql: Sql, caller: Caller): Promise<void>;
  /** @throws Problem 403, or 409 if it has reached its limit of published events */
  assertMayPublish(sql: Sql, caller: Caller, event: Pick<EventRecord, 'unlisted'>): Promise<void>;
  /**
   * Of a change of a published event: one that ends later than announced is like a new one, and so
   * is one that the programme did not list. Else an event that is always put off would never end.
   * @throws Problem as `assertMayPublish`
   */
  assertMayShowAgain(
    sql: Sql,
    caller: Caller,
    event: EventRecord,
    change: Partial<EventRecord>,
  ): Promise<void>;
}

/** Call the assertions in the transaction that creates or publishes the event. */
export function createOrganiserGate({
  clock,
  settings,
}: Pick<ServiceContext, 'clock'> & { readonly settings: OrganiserSettings }): OrganiserGate {
  const { organisers: rule, draftsPerAccount, publishedPerAccount } = settings;

  const approved = async (sql: Sql, { accountId }: Caller) =>
    rule === 'everyone' || (await isApproved(sql, accountId));

  async function assertMayShow(
    sql: Sql,
    caller: Caller,
    unlisted: boolean,
    what: 'publish' | 'again',
  ): Promise<void> {
    const isIn = (await approved(sql, caller)) || (unlisted && isRehearsal(caller));
    if (!mayPublish(rule, isIn)) throw notApproved(caller.accountId, what);
  }

  async function assertRoom(sql: Sql, { accountId }: Caller): Promise<void> {
    await lockEventsOf(sql, accountId);
    const { published } = await countEventsOf(sql, accountId, clock.now());
    if (published >= publishedPerAccount) {
      throw tooMany(
        `You have ${published} events on show, the most that`,
        'wait until one is over, or',
      );
    }
  }

  return {
    async read(sql, caller) {
      const isIn = (await approved(sql, caller)) || isRehearsal(caller);
      return { mayCreate: mayCreate(rule, isIn), mayPublish: mayPublish(rule, isIn) };
    },
    async assertMayCreate(sql, caller) {
      const isIn = (await approved(sql, caller)) || isRehearsal(caller);
      if (!mayCreate(rule, isIn)) throw notApproved(caller.accountId, 'create');
      await lockEventsOf(sql, caller.accountId);
      const { drafts } = await countEventsOf(sql, caller.accountId, clock.now());
      const most = draftsAllowed(rule, isIn, draftsPerAccount);
      if (drafts >= most) throw tooMany(`You have ${drafts} drafts, the most that`, 'publish or');
    },
    async assertMayPublish(sql, caller, { unlisted }) {
      await assertMayShow(sql, caller, unlisted, 'publish');
      await assertRoom(sql, caller);
    },
    async assertMayShowAgain(sql, caller, event, change) {
      if (event.status !== 'published') return;
      const { endsAt, unlisted } = { ...event, ...change };
      const isLater = endsAt > event.endsAt;
      const isNewlyListed = event.unlisted && !unlisted;
      if (isLater || isNewlyListed) await assertMayShow(sql, caller, unlisted, 'again');
      const now = clock.now().toISOString();
      if (event.endsAt <= now && endsAt > now) await assertRoom(sql, caller);
    },
  };
}

/** Whether the caller is a rehearsal buyer, who may publish an unlisted event. */
const isRehearsal = ({ accountId, email }: Caller): boolean =>
  email === rehearsalAddress(accountId);

const tooMany = (have: string, todo: string): Problem =>
  conflict('over_limit', `${have} one account may have here. First ${todo} cancel one.`);
