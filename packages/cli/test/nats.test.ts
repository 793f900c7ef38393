import { readFileSync } from "node:fs";
import { expect, describe, it, onTestFinished } from "vitest";
import { Desk, outcomeOf, printed } from "./command.ts";

/** A server that the command runs, and its address. */
async function serving(desk: Desk, ...flags: readonly string[]) {
  const child = desk.start("nats", "serve", "--port", "0", "--data", "data", ...flags);
  const over = outcomeOf(child);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await over;
  });
  const url = await new Promise<string>((done, fail) => {
    let text = "";
    child.stdout.on("data", (data: Buffer) => {
      text += data.toString();
      const found = /^nats-server .* at (nats:\S+), /m.exec(text)?.[1];
      if (found !== undefined) done(found);
    });
    child.once("exit", () => fail(new Error("it ended")));
  });
  return { child, over, url };
}

describe("mexoms nats", () => {
  it("says that a port is taken before a server says it in its own words", async () => {
    const desk = new Desk();
    const { url } = await serving(desk);
    const { port } = new URL(url);
    const { code, stderr } = await desk.run("nats", "serve", "--port", port, "--data", "other");
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: --port: ${port} of 127.0.0.1 is taken: give another, or 0 for a free one\n`,
    );
  });

  it("serves until Ctrl-C, sets up, and shows what there is", async () => {
    const desk = new Desk();
    const { child, over, url } = await serving(desk);
    const at = ["--nats", url];
    expect(printed(await desk.call("nats", "setup", ...at, "--dry-run"))).toMatch(
      /^MD +would be made$/m,
    );
    expect(printed(await desk.call("nats", "status", ...at))).toMatch(
      /^MD +- .* is not there: mexoms nats setup$/m,
    );
    expect(printed(await desk.call("nats", "setup", ...at))).toMatch(/^KV_kill-switch +made$/m);
    expect(printed(await desk.call("nats", "setup", ...at))).not.toMatch(/made|changed/);
    const other = ["--set", "streams.fills.keep=90d"];
    expect(printed(await desk.call("nats", "status", ...at, ...other))).toMatch(
      /^FILLS +0 +0B +- +- +30d +keep is 30d, not 90d$/m,
    );
    expect(printed(await desk.call("nats", "setup", ...at, ...other))).toMatch(
      /^FILLS +changed +keep 30d -> 90d$/m,
    );
    const json = JSON.parse(printed(await desk.call("nats", "status", ...at, "--json"))) as {
      streams: { name: string; info: { messages: number } }[];
    };
    expect(json.streams[0]).toMatchObject({ name: "MD", info: { messages: 0 } });
    child.kill("SIGINT");
    expect((await over).code).toBe(0);
    const gone = await desk.call("nats", "status", ...at);
    expect(gone).toMatchObject({
      code: 1,
      stderr: `error: nats: nobody answers at ${url}; "mexoms nats serve" starts one\n`,
    });
  });

  it("gives each role a key that is enough to connect, and no more rights than its own", async () => {
    const desk = new Desk();
    expect(printed(await desk.call("nats", "config", "--out", "users"))).toContain(
      "wrote users/engine.nk",
    );
    const { url } = await serving(desk, "--permissions", "users/permissions.conf");
    const as = (role: string): string[] => ["--nats", url, "--credentials", `users/${role}.nk`];
    expect((await desk.call("nats", "setup", ...as("admin"))).code).toBe(0);
    expect(printed(await desk.call("nats", "status", ...as("dashboard")))).toMatch(/^ORDERS +0/m);
    const refused = await desk.call("nats", "setup", ...as("dashboard"), "--set", "keep=29d");
    expect(refused.stderr).toMatch(
      /^error: nats: STREAM.UPDATE.MD: the server does not allow this user to\n$/,
    );
    const nobody = await desk.call("nats", "status", "--nats", url);
    expect(nobody.stderr).toMatch(/^error: nats: .* refuses these credentials; name the file/);
    expect(readFileSync(desk.path("users/engine.nk"), "utf8")).toMatch(/^# role: engine\nSU/);
  });

  it.each([
    [
      ["nats", "serve", "--program", "/absent"],
      "error: --program: /absent is not a program; for example /usr/sbin/nats-server\n",
    ],
    [
      ["nats", "serve", "--max-file", "20"],
      'error: --max-file: "20" is not a size such as 20GB, 512MiB or unlimited\n',
    ],
    [
      ["nats", "setup", "--set", "streams.md.maxBytes=5"],
      /^error: streams\.md\.maxBytes: .*one that is valid: streams\.md\.maxBytes=50GB\n$/,
    ],
    [
      ["nats", "config", "--out", "x", "--tls-cert", "a.pem"],
      "error: --tls-cert: goes with --tls-key, and that with it\n",
    ],
    [
      ["nats", "status", "--nats", "nats://u:secret@h:1"],
      /^error: nats: has credentials in it; write the address alone/,
    ],
  ] as const)("says in one line what is wrong: %j", async (args, message) => {
    const { code, stderr } = await new Desk().call(...args);
    expect(code).toBe(1);
    if (typeof message === "string") expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
    expect(stderr).not.toContain("secret");
  });
});
