import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Tests run the JavaScript that tsc emitted, in plain Node: what is tested is what ships, and no
// module runner stands between a measured loop and V8.
export default defineConfig({
  test: {
    include: [
      "packages/*/dist/test/**/*.test.js",
      "strategies/*/dist/test/**/*.test.js",
      "examples/*/dist/test/**/*.test.js",
    ],
    exclude: ["**/node_modules/**"],
    pool: "forks",
    isolate: true,
    // More than the cores: much of a test of processes is waiting for them. The usual number leaves
    // a core for the machine's user, which halves a small CI.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    execArgv: ["--enable-source-maps"],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ["scripts/soak-setup.mjs"],
    testTimeout: process.env["MEXOMS_SOAK"] ? 3_600_000 : 120_000,
    hookTimeout: 120_000,
  },
});
