// An install's own name, look and legal pages: read once, when the page server starts.
import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';

const images = { '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp' };
/** Bytes. The logo is part of every page. */
const largestLogo = 16 * 1024;
const largestPage = 256 * 1024;

/**
 * @param environment `WEB_SITE_NAME`, `WEB_SITE_LOGO`, `WEB_ACCENT`, `WEB_IMPRINT`, `WEB_PRIVACY`,
 *   `WEB_TERMS`; each may be missing or empty
 * @returns `{ name, logo, style, legal }`: the logo as a `data:` address, the style of the document,
 *   and of each legal page an address elsewhere or the Markdown of one here
 * @throws Error naming the variable and what it must be
 */
export function readSite(environment) {
  const logo = environment.WEB_SITE_LOGO;
  const accent = environment.WEB_ACCENT;
  const legal = {
    imprint: environment.WEB_IMPRINT,
    privacy: environment.WEB_PRIVACY,
    terms: environment.WEB_TERMS,
  };
  return {
    name: environment.WEB_SITE_NAME?.trim() || 'Onsale',
    logo: logo ? readLogo(logo) : undefined,
    style: accent ? accentStyle(accent) : undefined,
    legal: Object.fromEntries(
      Object.entries(legal)
        .filter(([, value]) => value)
        .map(([name, value]) => [name, readLegal(`WEB_${name.toUpperCase()}`, value)]),
    ),
  };
}

function readLogo(path) {
  const type = images[extname(path).toLowerCase()];
  if (!type) throw new Error('WEB_SITE_LOGO must be the path of an SVG, PNG or WebP file.');
  return `data:${type};base64,${read('WEB_SITE_LOGO', path, largestLogo).toString('base64')}`;
}

function readLegal(variable, value) {
  if (/^https?:\/\//.test(value)) {
    if (!URL.canParse(value)) throw new Error(`${variable} is not a valid address.`);
    return { href: value };
  }
  return { markdown: read(variable, value, largestPage).toString('utf8') };
}

function read(variable, path, limit) {
  let size;
  try {
    size = statSync(path).size;
    if (size <= limit) return readFileSync(path);
  } catch (error) {
    throw new Error(`${variable} cannot be read: ${error.message}`);
  }
  throw new Error(`${variable} is ${size} bytes. The limit is ${limit}.`);
}

/** The backgrounds of text in the accent colour, light and dark. */
const papers = ['#fbfbf9', '#131312'];
/** WCAG AA, for text. */
const enough = 4.5;

/**
 * The site's colour for both themes, made darker or lighter until it can be read.
 * @param accent `#rrggbb`
 * @returns CSS declarations for the root element
 */
export function accentStyle(accent) {
  if (!/^#[0-9a-f]{6}$/i.test(accent)) throw new Error('WEB_ACCENT must be a colour: #c8330c');
  const [light, dark] = papers.map((paper) => readable(accent, paper));
  const deeper = [mix(light, '#000000', 0.2), mix(dark, '#ffffff', 0.2)];
  const on = [light, dark].map((one) =>
    contrast(one, '#ffffff') >= contrast(one, '#000000') ? '#ffffff' : '#000000',
  );
  const both = (name, [first, second]) => `--${name}:light-dark(${first},${second})`;
  return [both('accent', [light, dark]), both('accent-deep', deeper), both('on-accent', on)].join(
    ';',
  );
}

function readable(colour, paper) {
  const towards = luminance(paper) > 0.5 ? '#000000' : '#ffffff';
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mix(colour, towards, share);
    if (contrast(mixed, paper) >= enough) return mixed;
  }
  return towards;
}

const channels = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const mix = (colour, other, share) => {
  const others = channels(other);
  return `#${channels(colour)
    .map((one, index) => Math.round(one + (others[index] - one) * share))
    .map((one) => one.toString(16).padStart(2, '0'))
    .join('')}`;
};

const luminance = (colour) => {
  const [r, g, b] = channels(colour)
    .map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** The contrast of two colours, 1 to 21, as WCAG 2 defines it. */
export const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
