import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Set by `npm test` when there is a Chromium; without it the tests in a browser are left out. */
const chromiumPath = process.env.CHROMIUM;
export const hasChromium = chromiumPath !== undefined && existsSync(chromiumPath);

export const screens = {
  phone: { width: 360, height: 740 },
  wide: { width: 1280, height: 900 },
} as const;

/** @param more arguments of Chromium, beside the usual ones */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });

/** A browser profile of its own; what goes wrong in its pages fails the test. */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  viewport: { width: number; height: number },
  options: { javaScriptEnabled?: boolean; timezoneId?: string } = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const settings = {
    baseURL,
    viewport,
    locale: 'en-GB',
    // Without motion: what axe looks at must not be half-way between two colours.
    reducedMotion: 'reduce',
    // That of a cluster on one machine signs itself. Browsers take no worker from such a site.
    ignoreHTTPSErrors: true,
    serviceWorkers: baseURL.startsWith('https:') ? 'block' : 'allow',
  } as const;
  const context = await browser.newContext({ ...settings, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error on ${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { context, page, complaints };
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Nothing for a screen reader to stumble over, and nothing wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // After a click inside the site the title comes with the last piece of the page.
  await expect.poll(() => page.title(), { timeout: 5_000 }).not.toBe('');
  // Through the debugger, so that the page's own content security policy stays in force.
  await page.evaluate(axeSource);
  const result = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] })',
  )) as AxeResult;
  const found = result.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`,
  );
  expect(found, `axe on ${page.url()}`).toEqual([]);
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
