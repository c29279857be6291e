const span = (first: string, length: number) =>
  Array.from({ length }, (_, at) => String.fromCodePoint((first.codePointAt(0) ?? 0) + at)).join(
    '',
  );
const digits = span('0', 10);
/** The zeros of other scripts: Arabic, Persian, N’Ko, Devanagari and so on. */
const zeros =
  '\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0\u1810';
const otherDigits = [...zeros].map((zero) => span(zero, 10));
const kana = 86;
/** Small capitals, which social networks made a fashion. */
const [smallCapitals, smallLetters] = ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'];
/** Characters of names, each with the form that most people write: 渡邊 is 渡辺. */
const variants = [
  '髙﨑邊邉澤齋齊斎濱濵廣國櫻德惠眞冨嶋嶌瀨龍藏桒栁曻淵條壽圓榮檜藪靜萬禮與豐鹽關彌莊峯埜舘臺',
  '高崎辺辺沢斉斉斉浜浜広国桜徳恵真富島島瀬竜蔵桑柳昇渕条寿円栄桧薮静万礼与豊塩関弥荘峰野館台',
];
/** The same letters as in `plain_text` of the catalogue, whose tests compare the two. */
const from = `øłđðħıىةςیکہھŋŧɓɗƙəɛɔँ${smallCapitals}${variants[0]}‘’\u02bb\u02bc\u02bd\u02be\u02bf${otherDigits.join('')}${span('ァ', kana)}`;
// In SQL, a quote is two.
const to = `olddhiيهσيكههntbdkeeoं${smallLetters}${variants[1]}${"''".repeat(7)}${digits.repeat(otherDigits.length)}${span('ぁ', kana)}`;

/** SQL: a name as it is looked for: small letters, without accents. Nearly all are ASCII already. */
export const plain = (text: string) =>
  `case when octet_length(${text}) = length(${text}) then lower(${text}) else
     replace(replace(replace(replace(translate(lower(normalize(regexp_replace(normalize(${text}, NFKD),
       '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4-\\u05c7\\u0640\\u064b-\\u065f\\u0670\\u093c\\u09bc\\u0a3c\\u0abc\\u0b3c\\u0cbc]', '', 'g'), NFC)),
       '${from}', '${to}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
   end`;

/** Of a plain one: without what stands between the parts of a name: `Anne-Marie O’Brien` as one word. */
export const bare = (text: string) =>
  `translate(${text}, E' \\t-.,''\`"()!?*…·・‐‑‒–—−«»“”„\u3000', '')`;

/** Of a plain one: its words, with one space before and after each. */
export const spaced = (text: string) =>
  `' ' || btrim(regexp_replace(${text}, '[\\u0001-\\u002f\\u003a-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000]+', ' ', 'g')) || ' '`;

/** Of a plain one: "o'neill" as one word, as many type it. */
export const withoutApostrophes = (text: string) => `translate(${text}, '''\`', '')`;
