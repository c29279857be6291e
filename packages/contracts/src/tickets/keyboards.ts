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
  'йцукенгшщзфывапролдячсмить1234567890-юъ', // Russian
  'йцукенгшщзфівапролдячсмить1234567890-юї', // Ukrainian
  "љњертзуиопасдфгхјклѕџцвбнм1234567890'.ђ", // Serbian
  ';ςερτυθιοπασδφγηξκλζχψωβνμ1234567890-.]', // Greek
].map((theirs) => {
  const keys = new Map(Array.from(theirs, (typed, at) => [typed, ours.charAt(at)]));
  // With Shift, that key types a question mark.
  if (keys.has(',')) keys.set('?', 'm');
  return keys;
});

/**
 * Keyboards where digits need Shift: in a text with digits, Shift was on, so their signs are
 * literal.
 */
const besideDigits = keyboards.map((keys) =>
  keys.get('2') === '2' ? keys : new Map([...keys].filter(([, meant]) => /[a-z\]]/.test(meant))),
);

/**
 * The possible originals of a text that a scanner typed on a computer with another layout than US.
 */
export const otherKeyboards = (text: string): string[] =>
  (/[0-9]/.test(text) ? besideDigits : keyboards).map((keys) =>
    Array.from(
      text.normalize('NFC'),
      (typed) => keys.get(typed) ?? keys.get(typed.toLowerCase()) ?? typed,
    ).join(''),
  );
