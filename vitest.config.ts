import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/test-order.mjs";

const exclude = ["**/node_modules/**"];

// Tests run the JavaScript that tsc emitted, in plain Node: what is tested is what ships, and no
// module runner stands between a measured loop and V8.
export default defineConfig({
  test: {
    pool: "forks",
    // More than the cores: much of a test of processes is waiting for them. The usual number leaves
    // a core for the machine's user, which halves a small CI.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    execArgv: ["--enable-source-maps"],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ["scripts/soak-setup.mjs"],
    // A test that hangs is told late rather than one on a busy machine for wrong.
    testTimeout: process.env["MEXOMS_SOAK"] ? 3_600_000 : 300_000,
    hookTimeout: 300_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "alone",
          include: [
            "packages/{cli,live}/dist/test/**/*.test.js",
            "examples/*/dist/test/**/*.test.js",
          ],
          exclude,
          isolate: true,
        },
      },
      {
        // Files that neither start what outlives them nor change their process: one after another
        // in processes that have loaded and optimised the code already.
        extends: true,
        test: {
          name: "together",
          include: [
            "packages/{core,sim}/dist/test/**/*.test.js",
            "strategies/*/dist/test/**/*.test.js",
          ],
          exclude,
          isolate: false,
        },
      },
    ],
  },
});
