import localFont from 'next/font/local';

/** Archivo, variable weight: the part for Western European text is preloaded. */
const latin = localFont({
  src: './fonts/archivo-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-archivo',
  display: 'swap',
  adjustFontFallback: 'Arial',
});

/** The rest of the Latin script, loaded only by pages that use it. */
const latinExtended = localFont({
  src: './fonts/archivo-latin-ext-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-archivo-ext',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
    },
  ],
});

/** For the `class` of the root element: makes the fonts known to the style sheet. */
export const fontVariables = `${latin.variable} ${latinExtended.variable}`;
