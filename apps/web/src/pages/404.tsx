import { PublicPage } from '../components/layout/public-page';
import { NotFoundView } from '../views/not-found-view';

export const config: object = { unstable_runtimeJS: false };

export default function NotFoundPage() {
  return (
    <PublicPage title="Not found">
      <NotFoundView />
    </PublicPage>
  );
}
