import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testFolder } from '@onsale/testing';
import type { Browser } from 'playwright-core';

const size = 640;

/** Writes the video of Chromium's camera: one picture, repeated, grey from 0 to 255 per point. */
async function writeVideo(picture: Uint8Array): Promise<string> {
  const file = join(await testFolder('camera'), 'picture.y4m');
  const noColour = new Uint8Array((size * size) / 2).fill(128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), picture, noColour]);
  const head = Buffer.from(`YUV4MPEG2 W${size} H${size} F10:1 Ip A1:1 C420mpeg2\n`);
  await writeFile(file, Buffer.concat([head, frame, frame]));
  return file;
}

/** Arguments for a Chromium whose camera sees this SVG in the middle; none without an SVG. */
export async function cameraThatSees(browser: Browser, svg: string | undefined) {
  const picture = new Uint8Array(size * size).fill(200);
  if (svg) picture.set(await drawn(browser, svg));
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${await writeVideo(picture)}`,
  ];
}

async function drawn(browser: Browser, svg: string): Promise<number[]> {
  const page = await browser.newPage();
  const points = (await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/svg+xml,' + ${JSON.stringify(encodeURIComponent(svg))};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = ${size};
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, ${size}, ${size});
    context.drawImage(image, ${size * 0.15}, ${size * 0.15}, ${size * 0.7}, ${size * 0.7});
    const { data } = context.getImageData(0, 0, ${size}, ${size});
    return Array.from({ length: ${size * size} }, (_, at) => data[at * 4]);
  })()`)) as number[];
  await page.close();
  return points;
}
