import { accountFormPage } from '../lib/account-form-page';
import { AccountPage, type AccountPageProps } from '../views/account-page';

export const config: object = { unstable_runtimeJS: false };

export const getServerSideProps = accountFormPage('signup');

export default function SignUpPage(props: AccountPageProps) {
  return <AccountPage kind="signup" {...props} />;
}
