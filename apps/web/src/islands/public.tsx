import { ManageLink } from '../components/event/manage-link';
import { ShareButton } from '../components/event/share-button';
import { ViewerTime } from '../components/event/viewer-time';
import { siteLocale } from '../lib/site-locale';
import { bringTexts, type Texts } from '../lib/texts';
import { LiveAccountForm, startAccountForm } from './account-form';
import { fill, takeOver } from './mount';
import { Picker, type PickerProps } from './picker';
import { account, startSite } from './site';

/** The script of the pages for everyone, with the islands of each. */
takeOver<PickerProps & { texts: Texts }>('picker', ({ texts, ...props }) => {
  bringTexts(texts);
  return <Picker {...props} />;
});
takeOver('share', ShareButton);
takeOver('account-form', LiveAccountForm);
fill<{ at: string; venueAheadMs: number }>('viewer-time', (props) => (
  <ViewerTime {...props} locale={siteLocale()} />
));
account().then(
  (known) =>
    fill<{ eventId: string; organiserId: string }>('manage', ({ eventId, organiserId }) =>
      known?.id === organiserId ? <ManageLink eventId={eventId} /> : null,
    ),
  // The account is unknown for now: the page stays as it is for everyone.
  () => {},
);
startAccountForm();
startSite();
