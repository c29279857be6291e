import { invalid, type Problem } from '@onsale/runtime';
import sharp, { type Sharp } from 'sharp';
import { sniffImage } from './sniff-image.js';

/** One size of an image, ready to store: WebP in sRGB, upright, without camera data. */
export interface MadeSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** For phones, for tablets and lists, and for large screens. */
const widths = [480, 960, 1600];
/** The greatest ratio of height to width; a taller poster is scaled to fit. */
const maxTallness = 2;
const maxPixels = 25_000_000;
const maxSizeBytes = 1024 * 1024;
/** Qualities to try, until a size is small enough. */
const qualities = [80, 60, 40, 20];
const secondsAStep = 20;

// One image at a time is enough work for one core, and no result is needed twice.
sharp.concurrency(1);
sharp.cache(false);

const open = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true });

/**
 * Checks the header of an image, before it is decoded.
 * @throws Problem 400 that says what to send instead
 */
export async function assertImage(bytes: Uint8Array): Promise<void> {
  const kind = sniffImage(bytes);
  if (kind === 'heic') {
    throw invalid({
      message:
        'This is a HEIC photo, which most browsers cannot show. Save it as a JPEG and send that: on an iPhone, Settings › Camera › Formats › Most Compatible makes JPEGs from now on.',
    });
  }
  if (kind === undefined) {
    throw invalid({
      message:
        'The body must be a PNG, JPEG or WebP image. Save the picture as one of these and send it again.',
    });
  }
  // Without a limit here, so that the error can name the size.
  const head = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!head) throw damaged();
  if (head.width * head.height > maxPixels) {
    throw invalid({
      message: `The image has ${head.width} × ${head.height} pixels. The limit is 25 million in total. Make it smaller, for example 3200 pixels wide, and send it again.`,
    });
  }
}

/**
 * Decodes an image once, and makes all of its sizes, smallest first, on threads of its own.
 * @throws Problem 400 if the image is damaged
 */
export async function makeSizes(bytes: Uint8Array): Promise<MadeSize[]> {
  await assertImage(bytes);
  const largest = widths.at(-1) ?? 0;
  const { data, info } = await open(bytes)
    .autoOrient()
    .resize({ ...boxOf(largest), fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .timeout({ seconds: secondsAStep })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damaged(error);
    });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const made: MadeSize[] = [];
  for (const width of widths) {
    const size = await encode(() => sharp(data, { raw }), width);
    const before = made.at(-1);
    // A small image is not enlarged, so it may need fewer sizes.
    if (size.width !== before?.width || size.height !== before.height) made.push(size);
  }
  return made;
}

const boxOf = (width: number) => ({ width, height: width * maxTallness });

async function encode(pixels: () => Sharp, width: number): Promise<MadeSize> {
  for (const quality of qualities) {
    const { data, info } = await pixels()
      .resize({ ...boxOf(width), fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .timeout({ seconds: secondsAStep })
      .toBuffer({ resolveWithObject: true });
    if (data.length <= maxSizeBytes) return { width: info.width, height: info.height, bytes: data };
  }
  throw invalid({ message: 'The image cannot be made small enough. Send a simpler one.' });
}

function damaged(cause?: unknown): Problem {
  const problem = invalid({
    message:
      'The image is damaged or cut off and cannot be read. Open it, save it again as PNG, JPEG or WebP, and send it again.',
  });
  if (cause !== undefined) problem.cause = cause;
  return problem;
}
