import type { listTickets, Ticket } from '@onsale/contracts/tickets/http';
import { PublicPage } from '../../components/layout/public-page';
import { Shell } from '../../components/layout/shell';
import { shellOr } from '../../lib/page-data';
import { plainQuery } from '../../lib/plain';
import { single } from '../../lib/query';
import { siteLocale } from '../../lib/site-locale';
import { readWhen, TicketsView, type When } from '../../views/tickets-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly tickets: { readonly items: Ticket[]; readonly nextCursor: string | null };
  readonly when: When;
  readonly cursor: string | null;
}

export const getServerSideProps = shellOr<Props>(async ({ call, query }) => {
  const cursor = single(query.cursor) ?? null;
  const when = readWhen(single(query.when));
  const tickets = await call<typeof listTickets>({
    method: 'GET',
    path: '/api/tickets',
    query: cursor === null ? { when } : { when, cursor },
  });
  return { props: { tickets, when, cursor } };
});

export default function TicketsPage(props: Props | Record<string, never>) {
  const isShell = !('tickets' in props);
  return (
    <PublicPage title="My tickets" here="/tickets" script={isShell ? 'personal' : undefined}>
      {isShell ? <Shell name="tickets" /> : <Tickets {...(props as Props)} />}
    </PublicPage>
  );
}

const Tickets = ({ cursor, ...rest }: Props) => (
  <TicketsView {...rest} cursor={cursor ?? undefined} query={plainQuery} locale={siteLocale()} />
);
