// Programs that tests need and npm cannot bring: where they are, and how they get here.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} SystemTool
 * @property {string} name         What people call it.
 * @property {string} variable     Environment variable that holds its path; one that is set is believed.
 * @property {string[]} binaries   Names to look for in PATH, best first.
 * @property {string[]} folders    Where to look behind PATH.
 * @property {string} example      A path that the variable could have.
 * @property {string[]} debianPackages
 * @property {string} neededBy     The tests that cannot run without it.
 */

/** @type {readonly SystemTool[]} */
export const SYSTEM_TOOLS = Object.freeze([
  {
    name: "Chromium",
    variable: "CHROMIUM",
    binaries: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    folders: [],
    example: "/usr/bin/chromium",
    debianPackages: ["chromium", "fonts-liberation"],
    neededBy: "report page in a browser (packages/sim/test/report/report-page.test.ts)",
  },
  {
    name: "nats-server",
    variable: "NATS_SERVER",
    binaries: ["nats-server"],
    // Where Debian puts it: no folder of a user's PATH.
    folders: ["/usr/sbin"],
    example: "/usr/sbin/nats-server",
    debianPackages: ["nats-server"],
    neededBy: "everything live that goes over NATS (packages/live/test)",
  },
]);

/**
 * The path of a tool: what its variable says, else the first binary in PATH or its folders, else
 * undefined.
 * Throws when the variable names something that cannot be run.
 * @param {SystemTool} tool
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined}
 */
export function findTool(tool, env) {
  const told = env[tool.variable];
  if (told !== undefined && told !== "") {
    if (isProgram(told)) return told;
    throw new Error(`${tool.variable}: ${told} is not a program; for example ${tool.example}`);
  }
  const inPath = (env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const folders = [...inPath, ...tool.folders];
  return tool.binaries
    .flatMap((binary) => folders.map((folder) => path.join(folder, binary)))
    .find(isProgram);
}

/** The one line that installs a tool. */
export function installLine(/** @type {SystemTool} */ tool) {
  return `sudo apt-get update && sudo apt-get ${installArgs([tool]).join(" ")}`;
}

/**
 * Whether this process may install packages: root on Debian or one of its children, unless
 * MEXOMS_NO_INSTALL is set.
 * @param {Record<string, string | undefined>} env
 */
export function mayInstall(env) {
  const wanted = (env.MEXOMS_NO_INSTALL ?? "") === "";
  return (
    wanted &&
    process.getuid?.() === 0 &&
    existsSync("/etc/debian_version") &&
    existsSync("/usr/bin/apt-get")
  );
}

/**
 * Installs packages by apt-get, which asks nothing and reads nothing. True when it went well.
 * @param {readonly SystemTool[]} tools
 */
export function install(tools) {
  console.log(`installing ${tools.map((tool) => tool.name).join(", ")}`);
  return [["update"], installArgs(tools)].every(
    (args) =>
      spawnSync("apt-get", args, {
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0,
  );
}

function installArgs(/** @type {readonly SystemTool[]} */ tools) {
  const packages = tools.flatMap((tool) => tool.debianPackages);
  return ["install", "-y", "--no-install-recommends", ...packages];
}

function isProgram(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
