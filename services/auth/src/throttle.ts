import { addressNetwork, type Limits, tooManyRequests } from '@onsale/runtime';

const signInWindowSeconds = 15 * 60;
const signUpWindowSeconds = 60 * 60;
/** The attempts from all networks together, as a multiple of those from one. */
const networksPerAccount = 10;
/** The highest count that limits support. */
const mostAttempts = 10_000;

export interface ThrottleSettings {
  readonly signInsPerAccount: number;
  readonly signInsPerAddress: number;
  readonly signUpsPerHour: number;
}

interface SignInAttempt {
  /** The id of the account, or a digest of the address if there is none. Appears in logs. */
  readonly account: string;
  readonly address: string;
  /** The id of a browser from which this account has signed in before. */
  readonly deviceId: string | undefined;
}

/** Slows down clients that guess passwords or create many accounts. */
export interface Throttle {
  /**
   * Counts an attempt before its password is checked, so that concurrent guesses gain nothing, and
   * a blocked caller does not learn whether a guess was right. Accounts that do not exist count
   * like others. Wrong passwords from elsewhere do not lock the owner out: each network counts on
   * its own, and a known browser counts on its own even if its network is blocked.
   * @returns a function to call if the password was right: the attempt is then not counted
   * @throws Problem 429
   */
  signIn(attempt: SignInAttempt): Promise<() => Promise<void>>;
  /** @throws Problem 429 */
  signUp(address: string): Promise<void>;
}

export function createThrottle(limits: Limits, settings: ThrottleSettings): Throttle {
  const { signInsPerAccount, signInsPerAddress, signUpsPerHour } = settings;

  async function take(key: string, max: number, windowSeconds: number): Promise<void> {
    const waitSeconds = await limits.take(key, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
  }

  return {
    async signIn({ account, address, deviceId }) {
      const takeSignIn = (key: string, max: number) => take(key, max, signInWindowSeconds);
      if (deviceId !== undefined) {
        const device = `sign-in ${account} on ${deviceId}`;
        await takeSignIn(device, signInsPerAccount);
        return () => limits.clear(device);
      }
      const network = `sign-in from ${addressNetwork(address)}`;
      const here = `sign-in ${account} from ${addressNetwork(address)}`;
      const everywhere = `sign-in ${account}`;
      await takeSignIn(network, signInsPerAddress);
      await takeSignIn(here, signInsPerAccount);
      const all = Math.min(signInsPerAccount * networksPerAccount, mostAttempts);
      await takeSignIn(everywhere, all);
      return async () => {
        await Promise.all([
          limits.giveBack(network),
          limits.clear(here),
          limits.giveBack(everywhere),
        ]);
      };
    },
    signUp: (address) =>
      take(`sign-up from ${addressNetwork(address)}`, signUpsPerHour, signUpWindowSeconds),
  };
}
