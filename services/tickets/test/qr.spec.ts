import fc from 'fast-check';
import { create } from 'qrcode';
import { expect, test } from 'vitest';
import { drawQr, toSvg } from '../src/qr.js';

const text = fc
  .string({ unit: fc.constantFrom(...'0123456789ABCXYZ.'), minLength: 1, maxLength: 171 })
  .map((tail) => `OT1.${tail}`.slice(0, 171));

test('the drawn rectangles cover each module of the code once', () => {
  fc.assert(
    fc.property(text, (content) => {
      const { size, runs } = drawQr(content);
      const drawn = new Uint8Array(size * size);
      for (const run of runs) {
        for (let x = run.x; x < run.x + run.length; x += 1) {
          expect(drawn[run.y * size + x]).toBe(0);
          drawn[run.y * size + x] = 1;
        }
      }
      const { modules } = create([{ data: content, mode: 'alphanumeric' }], {
        errorCorrectionLevel: 'M',
        maskPattern: 0,
      });
      expect([...drawn]).toEqual(Array.from(modules.data, Number));
    }),
    { numRuns: 20 },
  );
});

test('the picture has a white background and a quiet zone of four modules', () => {
  const qr = drawQr('OT1.ABC');
  const side = qr.size + 8;
  const svg = toSvg(qr);
  expect(svg).toContain(`viewBox="0 0 ${side} ${side}"`);
  expect(svg).toContain(`<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`);
  expect(svg).toContain('d="M4 4h7v1h-7z');
});
