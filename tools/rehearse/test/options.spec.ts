import { UsageError } from '@onsale/cli';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/options.js';
import { makePlan } from '../src/plan.js';

const read = (line: string) => readOptions(line === '' ? [] : line.split(' '));

function refusal(line: string): string {
  try {
    const options = read(line);
    if (options !== 'help')
      for (const scene of options.scenes) makePlan(scene, options.sceneOptions);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`"${line}" was accepted`);
}

describe('the command line', () => {
  it('defaults to a stampede on a temporary install', () => {
    expect(read('')).toEqual({
      ...{ scenes: ['stampede'], keep: false, quiet: false },
      sceneOptions: { as: 'browsers' },
    });
  });

  it('reads every option', () => {
    const options = read(
      'sustain --as programs --buyers 10 --tickets 20 --ticket-types 2 --pattern ramp --seconds 3 --abandon 1 --pay-late 2 --retry 3 --double-click 4 --hold-seconds 9 --seed 7 --out /tmp/o --quiet --keep',
    );
    expect(options).toEqual({
      scenes: ['sustain'],
      keep: true,
      quiet: true,
      out: '/tmp/o',
      sceneOptions: {
        as: 'programs',
        ...{ buyers: 10, tickets: 20, ticketTypes: 2, pattern: 'ramp', seconds: 3, abandon: 1 },
        ...{ payLate: 2, retry: 3, doubleClick: 4, holdSeconds: 9, seed: 7 },
      },
    });
  });

  it('reads patience in seconds, with or without a unit, and allows a browser one click', () => {
    expect(read('--patience 15s')).toMatchObject({ sceneOptions: { patience: 15 } });
    expect(read('--patience 7')).toMatchObject({ sceneOptions: { patience: 7 } });
    expect(makePlan('stampede', { as: 'browsers' })).toMatchObject({
      ...{ as: 'browsers', patienceMs: 10_000, doubleClickPercent: 0 },
    });
    expect(makePlan('stampede', {})).toMatchObject({ as: 'programs', doubleClickPercent: 5 });
  });

  it('accepts a private certificate authority only with an https address', () => {
    expect(read('--url https://t.example --ca ca.pem')).toMatchObject({ ca: 'ca.pem' });
    expect(refusal('--ca ca.pem')).toMatch('--ca is for an install at an https:// address');
    expect(refusal('--url http://t.example --ca ca.pem')).toMatch('--ca is for an install');
  });

  it('runs all scenes except crash on a running install', () => {
    expect(read('all')).toMatchObject({
      scenes: ['sustain', 'stampede', 'recirculate', 'crash'],
    });
    expect(read('all --url http://127.0.0.1:3000/')).toMatchObject({
      scenes: ['sustain', 'stampede', 'recirculate'],
      url: 'http://127.0.0.1:3000',
    });
  });

  it.each([
    ['concert', 'There is no scene "concert". There are: sustain, stampede'],
    ['sustain crash', 'One scene at a time'],
    ['--buyers 0', '--buyers takes a whole number from 1 to 500000, not "0"'],
    ['--buyers 500001', 'from 1 to 500000'],
    ['--buyers 1e3', 'not "1e3"'],
    ['--rate 20001 sustain', '--rate takes a whole number from 1 to 20000'],
    ['--seconds 3601', 'from 1 to 3600'],
    ['--ticket-types 6', 'from 1 to 5'],
    ['--tickets 2 --ticket-types 3', 'at least as many tickets'],
    ['--abandon 101', 'from 0 to 100'],
    ['--abandon 60 --pay-late 50', 'together are more than 100'],
    ['recirculate --abandon 100 --pay-late 0', 'never be sold out'],
    ['--as robots', '--as is one of browsers, programs, not "robots"'],
    ['--patience 0', '--patience takes seconds from 1 to 120, like 10s, not "0"'],
    ['--patience 121s', 'not "121s"'],
    ['--patience 5m', 'not "5m"'],
    ['--as programs --patience 5s', '--patience is for --as browsers'],
    ['--double-click 5', 'add --as programs'],
    ['--pattern queue', '--pattern is one of stampede, ramp, constant'],
    ['--rate 5', 'A stampede has no rate'],
    ['sustain --rate 5 --seconds 5 --buyers 5', 'Give two of'],
    ['sustain --rate 20000 --seconds 3600', 'more than 500000 buyers'],
    ['sustain --buyers 500000 --seconds 1', 'a rate above 20000'],
    ['sustain --buyers 500000 --rate 1', 'longer than 3600 s'],
    ['--kubernetes onsale', 'give its address with --url'],
    ['--context home --url http://example.org', '--context is for --kubernetes'],
    ['--url ftp://example.org', '--url takes an address like'],
    ['--url http://me:secret@example.org', '--url takes no password'],
    ['--url http://example.org/shop', 'the address of the site alone: http://example.org'],
    ['crash --url http://example.org', 'Leave out --url'],
    ['--url http://example.org --hold-seconds 5', 'ONSALE_HOLD_SECONDS'],
    ['--url http://example.org --keep', '--keep is for an install of its own'],
    ['--nonsense', "Unknown option '--nonsense'."],
    ['--buyers', "Option '--buyers <value>' argument missing."],
  ])('refuses: %s', (line, says) => {
    expect(refusal(line)).toContain(says);
  });
});
