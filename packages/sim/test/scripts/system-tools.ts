// scripts/ is plain JavaScript outside every package; this is its typed door for tests.

interface SystemTool {
  readonly name: string;
  readonly variable: string;
  readonly binaries: readonly string[];
  readonly debianPackages: readonly string[];
  readonly neededBy: string;
}

interface SystemTools {
  readonly SYSTEM_TOOLS: readonly SystemTool[];
  readonly findTool: (
    tool: SystemTool,
    env: Readonly<Record<string, string | undefined>>,
  ) => string | undefined;
  readonly installLine: (tool: SystemTool) => string;
}

/** The project's root folder, seen from the built test. */
export const PROJECT_ROOT = new URL("../../../../../", import.meta.url);

const tools = (await import(new URL("scripts/system-tools.mjs", PROJECT_ROOT).href)) as SystemTools;

export const { findTool, installLine } = tools;
export const CHROMIUM_TOOL: SystemTool = toolOf("CHROMIUM");
export const NATS_TOOL: SystemTool = toolOf("NATS_SERVER");

function toolOf(variable: string): SystemTool {
  return tools.SYSTEM_TOOLS.find((tool) => tool.variable === variable)!;
}
