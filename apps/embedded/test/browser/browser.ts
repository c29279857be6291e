import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { eventually } from '@onsale/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { Person, startTestInstall } from '../install.js';

/** Set by `npm test` when there is a Chromium; without it the browser tests are skipped. */
const chromiumPath = process.env.CHROMIUM;
export const hasChromium = chromiumPath !== undefined && existsSync(chromiumPath);
/** The same engine without windows of its own, where installed: a page costs a third. */
const shellPath = process.env.CHROMIUM_SHELL || chromiumPath;

/**
 * With a page, on a machine that is many times busier than usual; shorter than the three quarters of
 * a minute after which a page looks again on its own.
 */
export const patienceMs = 40_000;

export const screens = {
  phone: { width: 360, height: 740 },
  wide: { width: 1280, height: 900 },
} as const;

/**
 * @param more further arguments of Chromium
 * @param isWhole launches the browser that people have, which also requests a page's icon
 */
export const launchBrowser = (more: readonly string[] = [], isWhole = false): Promise<Browser> =>
  chromium.launch({
    executablePath: (isWhole ? chromiumPath : shellPath) ?? '',
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

/** Opens a browser profile of its own; any error in its pages fails the test. */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  viewport: { width: number; height: number },
  options: { javaScriptEnabled?: boolean; timezoneId?: string; locale?: string } = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const settings = {
    baseURL,
    viewport,
    locale: 'en-GB',
    // Without motion: axe must not see a colour half-way through a transition.
    reducedMotion: 'reduce',
    // A cluster on one machine signs its own certificate, with which browsers accept no worker.
    ignoreHTTPSErrors: true,
    serviceWorkers: baseURL.startsWith('https:') ? 'block' : 'allow',
  } as const;
  const context = await browser.newContext({ ...settings, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error on ${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { context, page, complaints };
}

/** The tools of a spec in a browser, there from the first `beforeAll` on. */
export interface Stage {
  /** Address of the site. */
  readonly url: string;
  readonly browser: Browser;
  /** Signed up for this spec. */
  readonly organiser: Person;
  /** Opens a browser profile of its own on the site. */
  visit(
    viewport: { width: number; height: number },
    options?: Parameters<typeof newVisitor>[3],
  ): ReturnType<typeof newVisitor>;
}

/** Describes what people do in a browser. Skipped without Chromium. */
export const describeInBrowser = (name: string, specs: (stage: Stage) => void): void =>
  describeInBrowserWith({}, name, specs);

/**
 * The same with `settings`, on an install of the spec's own instead of the shared one. `isWhole` is
 * that of `launchBrowser`.
 */
export function describeInBrowserWith(
  { settings, isWhole }: { settings?: () => Record<string, string>; isWhole?: boolean },
  name: string,
  specs: (stage: Stage) => void,
): void {
  describe.runIf(hasChromium)(name, () => {
    const stops: (() => Promise<void>)[] = [];
    const stage = {
      visit: (viewport, options) => newVisitor(stage.browser, stage.url, viewport, options),
    } as { -readonly [Part in keyof Stage]: Stage[Part] };

    beforeAll(async () => {
      stage.url = inject('sharedInstall');
      if (settings) {
        const install = await startTestInstall({ ONSALE_WEB: '1', ...settings() });
        stops.push(install.stop);
        stage.url = install.url;
      }
      stage.browser = await launchBrowser([], isWhole);
      stops.push(() => stage.browser.close());
      stage.organiser = await Person.signUp(stage.url, 'Olga Organiser');
    });
    afterAll(async () => {
      for (const stop of stops.reverse()) await stop();
    });
    specs(stage);
  });
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Expects nothing that a screen reader stumbles over, and nothing wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // After a click inside the site the title arrives with the last piece of the page.
  await eventually(async () => expect(await page.title()).not.toBe(''));
  // A page that still loads has no heading.
  await page.getByRole('heading', { level: 1 }).first().waitFor();
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
