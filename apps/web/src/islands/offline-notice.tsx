import { Notice } from '../components/ui/notice';
import { formatDateTime } from '../lib/dates';
import { siteLocale } from '../lib/site-locale';
import { useKeptAt } from './offline';

/** Says that there is no network, and how old the page is. */
export function OfflineNotice() {
  const keptAt = useKeptAt();
  if (keptAt === undefined) return null;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const at = Number.isNaN(Date.parse(keptAt))
    ? ''
    : ` as of ${formatDateTime(new Date(keptAt).toISOString(), timeZone, siteLocale())}`;
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-4 sm:px-6">
      <Notice kind="warn" live title="You’re offline.">
        <p>Your tickets are shown{at}. The code still works at the door.</p>
      </Notice>
    </div>
  );
}
