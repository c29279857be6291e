import { accountFormPage } from '../lib/account-form-page';
import { AccountPage, type AccountPageProps } from '../views/account-page';

export const config: object = { unstable_runtimeJS: false };

export const getServerSideProps = accountFormPage('signin');

export default function SignInPage(props: AccountPageProps) {
  return <AccountPage kind="signin" {...props} />;
}
