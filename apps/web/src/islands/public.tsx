import { ViewerTime } from '../components/event/viewer-time';
import { siteLocale } from '../lib/site-locale';
import { LiveAccountForm, startAccountForm } from './account-form';
import { fill, takeOver } from './mount';
import { Picker } from './picker';
import { startSite } from './site';

/** The script of the pages that are the same for everybody, each with the islands it has. */
takeOver('picker', Picker);
takeOver('account-form', LiveAccountForm);
fill<{ at: string; timeZone: string }>('viewer-time', (props) => (
  <ViewerTime {...props} locale={siteLocale()} />
));
startAccountForm();
startSite();
