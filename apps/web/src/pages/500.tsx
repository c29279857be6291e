import { PublicPage } from '../components/layout/public-page';
import { FailedView } from '../views/failed-view';

export const config: object = { unstable_runtimeJS: false };

export default function FailedPage() {
  return (
    <PublicPage title="One moment">
      <FailedView />
    </PublicPage>
  );
}
