import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderPage } from '@onsale/report';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostile, sampleSections } from './sample.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const html = renderPage({ title: 'A report', subtitle: hostile, sections: sampleSections });

it('the report is one file that loads no other and escapes all markup', () => {
  expect(html).not.toContain(hostile);
  expect(html).not.toContain('<img');
  expect(html.match(/<script[^>]*src|<link|@import|url\(/g)).toBe(null);
});

it('the report contains the chart script only when it has a chart', () => {
  const [verdict] = sampleSections;
  const plain = renderPage({ title: 'A', subtitle: 'B', sections: verdict ? [verdict] : [] });
  expect(plain).not.toContain('uPlot');
  expect(plain.length).toBeLessThan(12_000);
});

describe.runIf(existsSync(executablePath))('in a browser', () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onsale-report-'));
    await writeFile(join(folder, 'report.html'), html);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    page.on('request', (one) => !one.url().startsWith('file:') && problems.push(one.url()));
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
    return { page, problems };
  }

  it.each([
    { name: 'wide-light', width: 1100, colorScheme: 'light' as const },
    { name: 'phone-dark', width: 375, colorScheme: 'dark' as const },
  ])('$name: draws the lines, fits the width, asks the network for nothing', async (look) => {
    const { page, problems } = await open(look.width, look.colorScheme);
    expect(await page.locator('.lines canvas').count()).toBe(2);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    expect(await page.title()).toBe('A report');
    expect(problems).toEqual([]);
    if (process.env.ONSALE_TEST_SCREENSHOTS) {
      const path = join(process.env.ONSALE_TEST_SCREENSHOTS, `report-${look.name}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    await page.close();
  });

  it('prints in light colours, and narrow enough for paper, from a dark screen', async () => {
    const { page } = await open(1100, 'dark');
    const look = () =>
      page.evaluate(`({
        paper: getComputedStyle(document.documentElement).getPropertyValue('--paper').trim(),
        width: document.querySelector('.uplot').clientWidth,
      })`);
    expect(await look()).toMatchObject({ paper: '#131312' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await look()).toEqual({ paper: '#fbfbf9', width: 680 });
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await look()).toMatchObject({ paper: '#131312' });
    await page.close();
  });
});
