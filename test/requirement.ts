/** What a test may need of the machine that it runs on. */

/** Names that are not allowed to be missing, separated by commas. */
const REQUIRED = process.env.TCPSPEC_REQUIRE ?? "";

/**
 * Skips the test, or from a `before` hook the tests of the suite, if something is not available here: a program, a
 * device, a privilege. Nothing is printed; each skipped test says in its title what is missing and how to get it.
 *
 * Where everything is supposed to be there, as in continuous integration, TCPSPEC_REQUIRE lists the names that fail
 * instead: `TCPSPEC_REQUIRE=tshark,tun npm test`.
 *
 * @example
 * before(function () {
 *   requireOrSkip(this, "tshark", hasTshark(), "apt-get install tshark");
 * });
 *
 * @param context `this` of the test or of the hook, which therefore is a `function` and not an arrow.
 * @param name What is needed, in one word: the word for TCPSPEC_REQUIRE.
 * @param available Whether it is there.
 * @param remedy How to get it: a command, or half a sentence.
 * @throws {Error} when it is missing and TCPSPEC_REQUIRE lists it.
 */
export function requireOrSkip(context: Mocha.Context, name: string, available: boolean, remedy: string): void {
  if (available) return;
  const reason = `needs ${name}: ${remedy}`;
  if (REQUIRED.split(",").includes(name)) throw new Error(`${reason} (TCPSPEC_REQUIRE lists ${name})`);
  for (const test of testsOf(context)) test.title += ` (${reason})`;
  context.skip();
}

/** The test that runs, or all those that the hook that runs stands before. */
function testsOf({ test: runnable, currentTest }: Mocha.Context): readonly Mocha.Runnable[] {
  const suite = runnable?.parent;
  if (runnable === undefined || suite === undefined) return [];
  if (suite.tests.some((test) => test === runnable)) return [runnable];
  if (runnable.title.startsWith('"before each"')) return currentTest === undefined ? [] : [currentTest];
  const tests: Mocha.Runnable[] = [];
  suite.eachTest((test) => tests.push(test));
  return tests;
}
