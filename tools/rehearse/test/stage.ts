import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SceneOptions } from '../src/options.js';
import { type Performance, perform } from '../src/perform.js';
import { makePlan } from '../src/plan.js';
import type { Rehearsal } from '../src/rehearse.js';
import type { SceneName } from '../src/scenes.js';

export const folderForReports = () => mkdtemp(join(tmpdir(), 'onsale-rehearsal-'));
export const remove = (folder: string) => rm(folder, { recursive: true, force: true });

/** Rehearses on a small scale, and records its output in `said`. */
export async function stage(
  scene: SceneName,
  sceneOptions: SceneOptions,
  options: Partial<Performance> & { folder: string; said?: string[] },
): Promise<Rehearsal> {
  const { said = [] } = options;
  return perform({
    plan: makePlan(scene, sceneOptions),
    environment: {},
    keep: false,
    signal: new AbortController().signal,
    say: (step) => said.push(step),
    tell: (line) => said.push(line),
    ...options,
  });
}

export const bad = ({ verdicts }: Rehearsal): string[] =>
  verdicts.filter(({ good }) => !good).map(({ text }) => text);

const services = 7;
export const cleanAudits = [
  ['before the clean-up', true, services],
  ['after the clean-up', true, services],
];
export const auditsOf = ({ audits }: Rehearsal) =>
  audits.map(({ when, report }) => [when, report.clean, report.databases.length]);
