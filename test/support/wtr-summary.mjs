/** Reporter of @web/test-runner: `N passed, N failed, N skipped` alone on the last line. */
export function summaryReporter() {
  let sessions = [];
  const count = (suite, matches) =>
    (suite?.tests ?? []).filter(matches).length + (suite?.suites ?? []).reduce((sum, inner) => sum + count(inner, matches), 0);
  return {
    onTestRunFinished(run) {
      sessions = [...run.sessions];
    },
    stop() {
      const total = (matches) => sessions.reduce((sum, session) => sum + count(session.testResults, matches), 0);
      const failed = total((test) => !test.passed && !test.skipped);
      // A file that does not load has no failed test of its own.
      const broken = sessions.filter((session) => session.errors?.length || (!session.passed && !session.testResults)).length;
      const passed = total((test) => test.passed && !test.skipped);
      process.stdout.write(`\n${passed} passed, ${failed + broken} failed, ${total((test) => test.skipped)} skipped\n`);
    },
  };
}
