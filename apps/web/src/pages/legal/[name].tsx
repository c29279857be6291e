import type { GetServerSideProps } from 'next';
import { Page, PageTitle } from '../../components/layout/page';
import { PublicPage } from '../../components/layout/public-page';
import { RichText } from '../../components/ui/rich-text';
import { goTo, keepFor } from '../../lib/page-data';
import { single } from '../../lib/query';
import { richPage } from '../../lib/rich-text';
import { type LegalPage, legalPages, site } from '../../lib/site';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly name: LegalPage;
  readonly html: string;
}

/** Imprint, privacy and terms, where this install has them. */
export const getServerSideProps: GetServerSideProps<Props> = async ({ params, res }) => {
  const name = single(params?.name) as LegalPage;
  const page = Object.hasOwn(legalPages, name) ? site().legal[name] : undefined;
  if (!page) return { notFound: true };
  if ('href' in page) return goTo(page.href);
  keepFor(res);
  return { props: { name, html: richPage(page.markdown) } };
};

export default function Legal({ name, html }: Props) {
  return (
    <PublicPage title={legalPages[name]} script="public">
      <Page width="text">
        <PageTitle>{legalPages[name]}</PageTitle>
        <RichText text="" html={html} />
      </Page>
    </PublicPage>
  );
}
