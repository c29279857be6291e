import type { Page } from 'playwright-core';

const password = 'a long enough password';

/** Signs a new person up through the page. @returns their email address */
export async function signUp(page: Page, name: string): Promise<string> {
  const email = `${crypto.randomUUID()}@example.org`;
  await page.goto('/signup');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/signup'));
  return email;
}

/** Signs a new person up on the way from a pick of two tickets to the checkout. */
export async function signUpForPick(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByText('Sign in to get your 2 tickets.').waitFor();
  await page.getByLabel('Name').fill('Paula Pick');
  await page.getByLabel('Email').fill(`${crypto.randomUUID()}@example.org`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
}

/** Opens a page of organisers, whose fields follow each other once its scripts have loaded. */
export async function openEditor(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
}

/** Picks `quantity` tickets on an event's page, and goes on to the checkout. */
export async function takeTickets(page: Page, eventId: string, type: string, quantity: number) {
  await page.goto(`/events/${eventId}`);
  await page.getByLabel(`Number of tickets: ${type}`).fill(String(quantity));
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await page.waitForURL(/\/(checkout|orders)\//);
}

export async function payWith(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry date').fill('12/40');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay / }).click();
}

export const expectHeading = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

/** A moment as a `datetime-local` field takes it, `days` from now at `hour` o'clock. */
export function localMoment(days: number, hour: number): string {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${String(hour).padStart(2, '0')}:00`;
}
