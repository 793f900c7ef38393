// Runs all tests: finds or installs what npm cannot bring, runs vitest on the built tests, says
// which tests could not run and why, and closes with one plain line of counts.
//
//   node scripts/test.mjs [arguments of vitest run]
//
// CI or MEXOMS_REQUIRE_ALL=1: a tool that cannot be had is a failure.
// MEXOMS_NO_INSTALL=1: nothing is installed, whoever runs this.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { TestRun } from "./leftovers.mjs";
import { findTool, install, installLine, mayInstall, SYSTEM_TOOLS } from "./system-tools.mjs";

const { passed, failures, skipped, failed } = await main();
for (const failure of failures) console.log(`failed: ${failure}`);
const all = failed + failures.length;
console.log(`${passed} passed, ${all} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = all > 0 ? 1 : 0;

/** Counts of tests; `failures` are those that are no test's. */
async function main() {
  try {
    const { found, missing } = provideTools();
    const { problems, ...counts } = await runTests(process.argv.slice(2), found);
    return { ...counts, failures: [...problems, ...missing.flatMap(reportMissing)] };
  } catch (error) {
    return { passed: 0, failed: 0, skipped: 0, failures: [String(error)] };
  }
}

/** Says what a missing tool keeps from running; gives the failure that this is, if it is one. */
function reportMissing(/** @type {import("./system-tools.mjs").SystemTool} */ tool) {
  console.log(`not run for want of ${tool.name}: ${tool.neededBy}`);
  console.log(`  install it with: ${installLine(tool)}`);
  return isRequired() ? [`${tool.name} is required here (CI or MEXOMS_REQUIRE_ALL)`] : [];
}

/** Paths of the tools by their variables, after installing what may be installed. */
function provideTools() {
  const absent = SYSTEM_TOOLS.filter((tool) => findTool(tool, process.env) === undefined);
  if (absent.length > 0 && mayInstall(process.env)) install(absent);
  const tools = SYSTEM_TOOLS.map((tool) => ({ tool, file: findTool(tool, process.env) }));
  return {
    found: Object.fromEntries(
      tools.flatMap(({ tool, file }) => (file === undefined ? [] : [[tool.variable, file]])),
    ),
    missing: tools.filter(({ file }) => file === undefined).map(({ tool }) => tool),
  };
}

function isRequired() {
  return [process.env.CI, process.env.MEXOMS_REQUIRE_ALL].some(
    (value) => value !== undefined && !["", "0", "false"].includes(value),
  );
}

/**
 * Runs vitest. What fails outside any test, so that no count shows it, is in `problems`, and so is
 * what tests left behind.
 * @param {readonly string[]} args
 * @param {Record<string, string>} toolPaths
 */
async function runTests(args, toolPaths) {
  const run = new TestRun();
  const file = path.join(run.temp, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status, signal } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args],
    { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...toolPaths, ...run.env } },
  );
  const report = readReport(file);
  const problems = report.testResults
    .filter((one) => one.status === "failed" && one.assertionResults.length === 0)
    .map((one) => `${path.relative(".", one.name)} did not load`);
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  problems.push(...(await run.clean()));
  if (counts.passed + counts.failed === 0) problems.push("no test ran");
  if (status !== 0 && counts.failed + problems.length === 0) {
    problems.push(`vitest ended with ${status ?? signal}, although no test failed`);
  }
  return { ...counts, problems };
}

function readReport(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // vitest ends without a report when it finds no test file or cannot start.
    return {
      testResults: [],
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
    };
  }
}
