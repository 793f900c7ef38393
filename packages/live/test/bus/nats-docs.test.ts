import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { natsConfig, NatsServer } from "@mexoms/live";
import { rolePermissions, ROLES } from "@mexoms/live/internal";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("../../../../..", import.meta.url));
const EXAMPLE = path.join(ROOT, "examples/nats");

/** All TypeScript sources below a folder. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return ["node_modules", "dist"].includes(entry.name) ? [] : sources(file);
    }
    return /\.[cm]?ts$/.test(entry.name) ? [file] : [];
  });
}

describe("the docs of NATS", () => {
  it("have the permissions as they are in the code: remake with node scripts/nats-roles.mjs", async () => {
    const page = readFileSync(path.join(ROOT, "docs/nats.md"), "utf8");
    const script = pathToFileURL(path.join(ROOT, "scripts/nats-roles.mjs")).href;
    const { withRoles } = (await import(script)) as { withRoles: (page: string) => string };
    expect(withRoles(page)).toBe(page);
    for (const role of ROLES) expect(page).toContain(`| **${role}**`);
    expect(rolePermissions().map(({ role }) => role)).toEqual([...ROLES]);
  });

  it("have a configuration of streams that is one", () => {
    const config = natsConfig({ file: path.join(EXAMPLE, "streams.yaml") });
    expect(config.streams.md.maxBytes).toBe("40GB");
    expect(config.streams.fills.keep).toBe("90d");
  });

  it("have a compose file whose mounts are files of the example, or made by mexoms nats config", () => {
    const compose = parse(readFileSync(path.join(EXAMPLE, "compose.yaml"), "utf8")) as {
      services: { nats: { volumes: string[] } };
    };
    const mounted = compose.services.nats.volumes
      .map((volume) => volume.split(":")[0]!)
      .filter((file) => file.startsWith("./"))
      .map((file) => file.slice(2));
    const there = [...readdirSync(EXAMPLE), "permissions.conf"];
    expect(mounted.filter((file) => !there.includes(file))).toEqual([]);
  });
});

describe("the library of NATS", () => {
  it("is known to one folder, so that it can be changed there", () => {
    const known = ["packages", "strategies", "examples"]
      .flatMap((folder) => sources(path.join(ROOT, folder)))
      .filter((file) =>
        /from "nats"|import\("nats"\)|require\("nats"\)/.test(readFileSync(file, "utf8")),
      )
      .map((file) => path.relative(ROOT, path.dirname(file)))
      .filter((folder) => folder !== "packages/live/test/bus"); // this file names it
    expect([...new Set(known)]).toEqual(["packages/live/src/bus"]);
    expect(NatsServer).toBeDefined();
  });
});
