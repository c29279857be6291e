import { hangulKeys } from './hangul-keys.js';

/**
 * A hand scanner presses the keys of this keyboard; the computer reads them with its own layout.
 */
const ours = 'qwertyuiopasdfghjklzxcvbnm1234567890-.]';
const keyboards = [
  'qwertzuiopasdfghjklyxcvbnm1234567890ß.+', // German
  'azertyuiopqsdfghjklwxcvbn,&é"\'(-è_çà):$', // French
  'azertyuiopqsdfghjklwxcvbn,&é"\'(§è!çà):$', // Belgian
  'qwertzuiopasdfghjklyxcvbnm+ěščřžýáíé=.)', // Czech
  'qwertzuiopasdfghjklyxcvbnm+ľščťžýáíé=.ä', // Slovak
  'qwertzuiopasdfghjklyxcvbnm123456789öü.ú', // Hungarian
  'qwertyuıopasdfghjklzxcvbnm1234567890*çü', // Turkish
  'qwertyuiopasdfghjklzxcvbnmąčęėįšųū90-.]', // Lithuanian
  'qwertyuiopasdfghjklzxcvbnmąčęėįšųū„“-.]', // Lithuanian on Linux
  'йцукенгшщзфывапролдячсмить1234567890-юъ', // Russian
  'йцукенгшщзфівапролдячсмить1234567890-юї', // Ukrainian
  "йцукенгшўзфывапролдячсміть1234567890-ю'", // Belarusian
  'йцукенгшщзфывапролдячсмить"әіңғ,.үұқөюъ', // Kazakh
  ',уеишщксдзьяаожгтнвюйъэфхп1234567890-л;', // Bulgarian
  'ыуеишщксдзѝяаожгтнвюйъэфхп1234567890-л;', // the same with Shift
  'явертъуиопасдфгхйклзьцжбнм1234567890-.щ', // Bulgarian by sound
  'явертъуиопасдфгхйклзѝцжбнм1234567890-.щ', // the same with Shift
  'чшертъуиопасдфгхйклзжцвбнм1234567890-.щ', // the newer one
  "љњертзуиопасдфгхјклѕџцвбнм1234567890'.ђ", // Serbian
  'љњертѕуиопасдфгхјклзџцвбнм1234567890-.ѓ', // Macedonian
  ';ςερτυθιοπασδφγηξκλζχψωβνμ1234567890-.]', // Greek
  'ქწერტყუიოპასდფგჰჯკლზხცვბნმ1234567890-.]', // Georgian
  'ქჭეღთყუიოპაშდფგჰჟკლძხჩვბნმ1234567890-.]', // Georgian with Shift
  "/'קראטוןםפשדגכעיחלךזסבהנמצ1234567890-ץ[", // Hebrew, which types Latin letters with Shift
  '\u064e\u064b\u064f\u064c\ufef9\u0625‘÷×؛\u0650\u064d][\ufef7\u0623\u0640،/~\u0652}{\ufef5\u0622’1234567890-\u0632\u062f', // Arabic with Shift
  '\u0e46\u0e44\u0e33\u0e1e\u0e30\u0e31\u0e35\u0e23\u0e19\u0e22\u0e1f\u0e2b\u0e01\u0e14\u0e40\u0e49\u0e48\u0e32\u0e2a\u0e1c\u0e1b\u0e41\u0e2d\u0e34\u0e37\u0e17\u0e45/-\u0e20\u0e16\u0e38\u0e36\u0e04\u0e15\u0e08\u0e02\u0e43\u0e25', // Thai
  '\u0e50"\u0e0e\u0e11\u0e18\u0e4d\u0e4a\u0e13\u0e2f\u0e0d\u0e24\u0e06\u0e0f\u0e42\u0e0c\u0e47\u0e4b\u0e29\u0e28()\u0e09\u0e2e\u0e3a\u0e4c?\u0e45/-\u0e20\u0e16\u0e38\u0e36\u0e04\u0e15\u0e08\u0e02\u0e43\u0e25', // Thai with Shift
].map((theirs) => {
  const keys = new Map(Array.from(theirs, (typed, at) => [typed, ours.charAt(at)]));
  // With Shift, that key types a question mark.
  if (keys.get(',') === 'm') keys.set('?', 'm');
  return keys;
});

/**
 * Keyboards where digits need Shift: in a text with digits, Shift was on, so their signs are
 * literal.
 */
const besideDigits = keyboards.map((keys) =>
  keys.get('2') === '2' ? keys : new Map([...keys].filter(([, meant]) => /[a-z\]]/.test(meant))),
);

/** Arabic keyboards type two letters with one key, which Unicode has as one too. */
const lamAlef = new Map([
  ['\u0644\u0625', '\ufef9'],
  ['\u0644\u0623', '\ufef7'],
  ['\u0644\u0622', '\ufef5'],
]);

/**
 * The possible originals of a text that a scanner typed on a computer with another layout than US.
 * @param text as it was typed: normalising would reorder the marks of Thai and Arabic
 */
export const otherKeyboards = (text: string): string[] => {
  const typed = Array.from(
    text.replace(/\u0644[\u0622\u0623\u0625]/g, (two) => lamAlef.get(two) ?? two),
  );
  const different = [...new Set(typed)];
  return (/[1-8]/.test(text) ? besideDigits : keyboards)
    .map((keys) => (one: string) => keys.get(one) ?? keys.get(one.toLowerCase()) ?? one)
    .filter((meant) => different.some((one) => meant(one) !== one.toLowerCase()))
    .map((meant) => typed.map(meant).join(''))
    .concat(hangulKeys(text));
};
