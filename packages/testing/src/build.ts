import type { TestProject } from 'vitest/node';
import { build, buildFirst } from './build-first.js';

/** Vitest's `globalSetup`: builds the programs that tests start. */
export default async function setup(project: TestProject): Promise<void> {
  await buildFirst('--without-pages');
  project.onTestsRerun(() => build('--without-pages'));
}
