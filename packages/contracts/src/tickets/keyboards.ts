/** A hand scanner presses the keys of this keyboard, and the computer takes them for those of its own. */
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
  // With Shift, a comma is a question mark there.
  if (keys.has(',')) keys.set('?', 'm');
  return keys;
});

/** Where digits need Shift or its lock, signs stand for themselves beside them. */
const besideDigits = keyboards.map((keys) =>
  keys.get('2') === '2' ? keys : new Map([...keys].filter(([, meant]) => /[a-z\]]/.test(meant))),
);

/** What a text was, if it was typed by a scanner on a computer with another keyboard than a US one. */
export const otherKeyboards = (text: string): string[] =>
  (/[0-9]/.test(text) ? besideDigits : keyboards).map((keys) =>
    Array.from(
      text.normalize('NFC'),
      (typed) => keys.get(typed) ?? keys.get(typed.toLowerCase()) ?? typed,
    ).join(''),
  );
