import { addressNetwork, type Limits, tooManyRequests } from '@onsale/runtime';

const signInWindowSeconds = 15 * 60;
const signUpWindowSeconds = 60 * 60;
/** The attempts from all networks together, as a multiple of those from one. */
const networksPerAccount = 10;
/** More cannot be counted. */
const mostAttempts = 10_000;

export interface ThrottleSettings {
  readonly signInsPerAccount: number;
  readonly signInsPerAddress: number;
  readonly signUpsPerHour: number;
}

interface SignInAttempt {
  /** The account's id, or what stands for an account that does not exist. Turns up in logs. */
  readonly account: string;
  readonly address: string;
  /** Of a browser in which this account was signed in to before. */
  readonly deviceId: string | undefined;
}

interface CountedAttempt {
  /** The password was right. */
  right(): Promise<void>;
  /** It was not looked at. */
  undecided(): Promise<void>;
}

/** Slows down callers that guess passwords or make accounts by the thousand. */
export interface Throttle {
  /**
   * Counts an attempt, before its password is looked at: many at once gain nothing, and a right
   * guess in a blocked window is not told apart from a wrong one. Accounts that do not exist count
   * like those that do. Wrong passwords from elsewhere do not lock the owner out: each network
   * counts for itself, and a known browser counts for itself even where its network is blocked.
   * @returns what to call when the password was right: the attempt does not count then; nor does
   * one whose password was never looked at
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
        },
      };
    },
    signUp: (address) =>
      take(`sign-up from ${addressNetwork(address)}`, signUpsPerHour, signUpWindowSeconds),
  };
}
