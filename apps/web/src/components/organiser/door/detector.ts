import type { DetectedBarcode } from 'barcode-detector/ponyfill';

/** Finds QR codes in a picture. */
export interface Detector {
  detect(picture: HTMLCanvasElement): Promise<readonly Pick<DetectedBarcode, 'rawValue'>[]>;
}

interface NativeBarcodeDetector {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The browser's own detector; undefined where it has none for QR codes. */
export async function nativeDetector(): Promise<Detector | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeBarcodeDetector }).BarcodeDetector;
  try {
    const formats = (await Native?.getSupportedFormats()) ?? [];
    return Native && formats.includes('qr_code') ? new Native({ formats: ['qr_code'] }) : undefined;
  } catch {
    return undefined;
  }
}

/** A detector in WebAssembly, served by this site and loaded only where it is needed. */
export async function wasmDetector(): Promise<Detector> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  const wasmUrl = new URL('zxing-wasm/reader/zxing_reader.wasm', import.meta.url).href;
  await prepareZXingModule({
    overrides: { locateFile: () => wasmUrl },
    fireImmediately: true,
  });
  return new BarcodeDetector({ formats: ['qr_code'] });
}
