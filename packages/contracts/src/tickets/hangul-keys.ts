/** The keys of the Korean keyboard, of initial consonants, vowels and final consonants. */
const [initials, vowels, finals] = [
  'r R s e E f a q Q t T d w W c z x v g',
  'k o i O j p u P h hk ho hl y n nj np nl b m ml l',
  'r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g',
].map((keys) => keys.split(' '));
const keys = new Map(
  (
    [
      [0x1100, initials],
      [0x1161, vowels],
      [0x11a8, finals],
    ] as const
  ).flatMap(([first, all = []]) =>
    all.map((pressed, at) => [String.fromCharCode(first + at), pressed] as const),
  ),
);

/** The text that was typed while the keyboard was switched to Korean: 안녕 as dkssud. */
export const hangulKeys = (text: string): string =>
  Array.from(text.normalize('NFKD'), (letter) => keys.get(letter) ?? letter).join('');
