import { rates } from '@onsale/contracts/limits';
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

/** One of the two is called once the password was checked, or could not be. */
interface CountedAttempt {
  /**
   * The password was right: the attempt is not counted as a guess.
   * @throws Problem 429 for too many sessions
   */
  right(): Promise<void>;
  /** The password was not checked: neither is this one. */
  undecided(): Promise<void>;
}

/** Slows down clients that guess passwords or create many accounts. */
export interface Throttle {
  /**
   * Counts an attempt before its password is checked, so that concurrent guesses gain nothing, and
   * a blocked caller does not learn whether a guess was right. Accounts that do not exist count
   * like others. Wrong passwords from elsewhere do not lock the owner out: each network counts on
   * its own, and a known browser counts on its own even if its network is blocked.
   * @throws Problem 429
   */
  signIn(attempt: SignInAttempt): Promise<CountedAttempt>;
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
      const network = `sign-in from ${addressNetwork(address)}`;
      const here = `sign-in ${account} from ${addressNetwork(address)}`;
      const everywhere = `sign-in ${account}`;
      const device = `sign-in ${account} on ${deviceId}`;
      const counters: readonly (readonly [key: string, max: number])[] =
        deviceId === undefined
          ? [
              [network, signInsPerAddress],
              [here, signInsPerAccount],
              [everywhere, Math.min(signInsPerAccount * networksPerAccount, mostAttempts)],
            ]
          : [[device, signInsPerAccount]];
      const counted: string[] = [];
      const undecided = async () => {
        await Promise.all(counted.map((key) => limits.giveBack(key)));
      };
      for (const [key, max] of counters) {
        try {
          await take(key, max, signInWindowSeconds);
        } catch (error) {
          await undecided();
          throw error;
        }
        counted.push(key);
      }
      const owned = [here, device];
      return {
        undecided,
        async right() {
          await Promise.all(
            counted.map((key) => (owned.includes(key) ? limits.clear(key) : limits.giveBack(key))),
          );
          await take(`signed in ${account}`, rates.signIns.max, rates.signIns.windowSeconds);
        },
      };
    },
    signUp: (address) =>
      take(`sign-up from ${addressNetwork(address)}`, signUpsPerHour, signUpWindowSeconds),
  };
}
