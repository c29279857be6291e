import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { qrPath } from '../src/lib/qr-path';

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const pixelsPerModule = 3;

/** The characters of a ticket's code: letters, digits, and the dots between its parts. */
const code = fc
  .string({ unit: fc.constantFrom(...'ABCDEFGHJKMNPQRSTVWXYZ0123456789.'), maxLength: 160 })
  .map((tail) => `OT1.${tail}`);

beforeAll(async () => {
  const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

/** The drawing as an ideal camera would see it. */
function picture(text: string) {
  const { side, path } = qrPath(text);
  const width = side * pixelsPerModule;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < pixelsPerModule; row += 1) {
      const from = (Number(y) * pixelsPerModule + row) * width + Number(x) * pixelsPerModule;
      for (let at = from; at < from + Number(length) * pixelsPerModule; at += 1) {
        data.fill(0, at * 4, at * 4 + 3);
      }
    }
  }
  return { data, width, height: width, colorSpace: 'srgb' } as ImageData;
}

it('a camera can read any ticket’s code from its drawing', async () => {
  await fc.assert(
    fc.asyncProperty(code, async (text) => {
      const [read] = await readBarcodes(picture(text), { formats: ['QRCode'] });
      expect(read?.text).toBe(text);
    }),
    { numRuns: 60 },
  );
});

it('a camera can read an address with a port or other scripts from a printed sheet', async () => {
  for (const origin of [
    'https://tickets.example.org',
    'http://127.0.0.1:3000',
    'https://xn--bcher-kva.example',
  ]) {
    const address = `${origin}/events/01a21d40-3734-7000-af4e-f4f83bed8435`;
    const [read] = await readBarcodes(picture(address), { formats: ['QRCode'] });
    expect(read?.text).toBe(address);
  }
});
