// What failed in a test run: a Vitest reporter that appends it to the file named by
// ONSALE_TEST_FAILURES, so that `npm test` says it again at its end. A log of CI is long, and often
// only its end is kept.
import { appendFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const shownLines = 12;

export default class TestFailures {
  onTestModuleEnd(testModule) {
    const path = testModule.relativeModuleId;
    say(path, testModule.errors());
    for (const suite of testModule.children.allSuites()) {
      say(`${path} > ${suite.fullName}`, suite.errors());
    }
    for (const test of testModule.children.allTests('failed')) {
      say(`${path} > ${test.fullName}`, test.result().errors);
    }
  }

  onTestRunEnd(_testModules, unhandledErrors) {
    say('Outside of tests', unhandledErrors);
  }
}

/** @param errors each with the `message`, and perhaps the `stack`, of what was thrown */
function say(name, errors) {
  const file = process.env.ONSALE_TEST_FAILURES;
  if (!file || errors.length === 0) return;
  const lines = errors.flatMap(({ message, stack }) => (stack || message || '').split('\n'));
  const shown = lines.slice(0, shownLines).map((line) => `    ${stripVTControlCharacters(line)}`);
  appendFileSync(file, `${[name, ...shown].join('\n')}\n`);
}
