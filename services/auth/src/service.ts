import {
  admitOperator,
  defineService,
  installId,
  integer,
  operatorTokenSetting,
  text,
} from '@onsale/runtime';
import { currentUser } from './current-user.js';
import { forgetSessions } from './forget-sessions.js';
import { createKnownDevices } from './known-devices.js';
import { createNewNames } from './new-names.js';
import { createPasswords } from './passwords.js';
import { signIn } from './sign-in.js';
import { signOut } from './sign-out.js';
import { signUp } from './sign-up.js';
import { startRehearsalSessions } from './start-rehearsal-sessions.js';
import { renewSession, startSession } from './start-session.js';
import { createThrottle } from './throttle.js';
import { createMint } from './tokens.js';
import { updateAccount } from './update-account.js';
import { createWeakPasswords } from './weak-passwords.js';

/** Accounts and sessions. Only this service mints sessions. */
export const auth = defineService({
  name: 'auth',
  migrations: new URL('../migrations/', import.meta.url),
  settings: {
    sessionPrivateKey: text('ONSALE_SESSION_PRIVATE_KEY', {
      doc: 'Signs session tokens: RSA private key, PEM, PKCS #8',
      pattern: /^-----BEGIN PRIVATE KEY-----/,
      expected: 'an RSA private key, PEM, PKCS #8',
      secret: true,
    }),
    sessionCheckKeys: text('ONSALE_SESSION_CHECK_KEYS', {
      doc: 'Keys that `auth` shares with one service each, to check tokens faster, separated by commas',
      default: '',
      pattern: /^([\w-]{32,100}(,[\w-]{32,100}){0,9})?$/,
      expected: 'up to ten keys of 32 to 100 letters, digits, - and _, with commas between',
      secret: true,
    }),
    operatorToken: operatorTokenSetting,
    sessionDays: integer('ONSALE_SESSION_DAYS', {
      doc: 'How long someone stays signed in, in days',
      default: 7,
      min: 1,
      max: 90,
    }),
    signInsPerAccount: integer('ONSALE_SIGNINS_PER_ACCOUNT', {
      doc: 'Wrong passwords for one account from one network within 15 minutes, and in each browser that knows it; ten times as many from everywhere',
      default: 10,
      min: 1,
      max: 10_000,
    }),
    signInsPerAddress: integer('ONSALE_SIGNINS_PER_ADDRESS', {
      doc: 'Wrong passwords from one network address within 15 minutes, for all accounts together',
      default: 200,
      min: 1,
      max: 10_000,
    }),
    signUpsPerHour: integer('ONSALE_SIGNUPS_PER_HOUR', {
      doc: 'Sign-ups from one network address within an hour; a whole campus may share an address',
      default: 2_000,
      min: 1,
      max: 10_000,
    }),
  },
  async setup(context) {
    const { clock, limits, settings } = context;
    const checkKeys = settings.sessionCheckKeys.split(',').filter((key) => key !== '');
    const mint = await createMint(settings.sessionPrivateKey, checkKeys);
    const throttle = createThrottle(limits, settings);
    const weakPasswords = createWeakPasswords();
    const parts = {
      passwords: await createPasswords(),
      weakPasswords,
      throttle,
      devices: createKnownDevices(settings.sessionPrivateKey),
      start: startSession(clock, mint, settings.sessionDays),
    };
    const names = createNewNames(context, settings.sessionDays);
    const named = { names, renew: renewSession(clock, mint) };
    return {
      routes: [
        signUp(context, parts),
        signIn(context, parts),
        signOut(context),
        currentUser(named),
        updateAccount(context, named),
        startRehearsalSessions(
          context,
          mint,
          installId(settings.sessionPrivateKey),
          admitOperator(settings.operatorToken, limits),
        ),
      ],
      tasks: [forgetSessions(context), names.task],
      stop: weakPasswords.stop,
    };
  },
});
