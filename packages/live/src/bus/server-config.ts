import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { nkeys } from "nats";
import { roleLine } from "./credentials.ts";
import { type Role, type RolePermissions, rolePermissions, ROLES } from "./roles.ts";

export interface ServerConfigOptions {
  /** Where the files go: permissions.conf, and a file of credentials for each role. */
  readonly folder: string;
  /**
   * "nkeys": the server knows public keys, and each role has its seed in a file. "variables": users
   * with passwords that nats-server reads from its environment, as NATS_ENGINE_PASSWORD.
   */
  readonly users: "nkeys" | "variables";
  /** Files in PEM for the server; with `caFile` clients must show a certificate, too. */
  readonly tls?:
    | { readonly certFile: string; readonly keyFile: string; readonly caFile?: string | undefined }
    | undefined;
}

/** A file that was written, or was there and kept. */
export interface WrittenFile {
  readonly file: string;
  readonly kept: boolean;
}

const CONFIG = "permissions.conf";

/**
 * Writes a configuration of nats-server with a user for each role. Seeds that are there are kept, so
 * that doing it again changes nobody's keys; only their owner may read them. Throws ConfigError for
 * a seed that is damaged.
 */
export function writeServerConfig(options: ServerConfigOptions): WrittenFile[] {
  const { folder, users } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: WrittenFile[] = [];
  const identities = new Map<Role, readonly string[]>();
  for (const role of ROLES) {
    if (users === "variables") {
      identities.set(role, [`user: ${role}`, `password: $${passwordVariable(role)}`]);
      continue;
    }
    const file = path.join(folder, `${role}.nk`);
    const kept = existsSync(file);
    if (!kept)
      writeFileSync(file, `${roleLine(role)}\n${newSeed()}\n`, { mode: 0o600, flag: "wx" });
    identities.set(role, [`nkey: ${publicKey(file)}`]);
    written.push({ file, kept });
  }
  const file = path.join(folder, CONFIG);
  writeFileSync(file, configText(identities, options), { mode: 0o600 });
  return [{ file, kept: false }, ...written];
}

/** The environment variable of nats-server that holds a role's password. */
export function passwordVariable(role: Role): string {
  return `NATS_${role.toUpperCase()}_PASSWORD`;
}

function configText(
  identities: ReadonlyMap<Role, readonly string[]>,
  { tls }: ServerConfigOptions,
): string {
  const users = rolePermissions().map((permissions) =>
    userText(permissions, identities.get(permissions.role) ?? []),
  );
  return `# Users and permissions of mexoms, made by "mexoms nats config".
authorization {
  users: [
${users.join("\n")}
  ]
}
${tls === undefined ? "" : tlsText(tls)}`;
}

function userText({ role, is, grants, answers }: RolePermissions, who: readonly string[]): string {
  const side = (name: "publish" | "subscribe"): string => {
    const subjects = [...new Set(grants.flatMap((grant) => grant[name]))];
    const lines = subjects.map((subject) => `            ${JSON.stringify(subject)}`);
    // An empty list would allow everything.
    if (lines.length === 0) return `        ${name}: { deny: ">" }`;
    return `        ${name}: {\n          allow: [\n${lines.join("\n")}\n          ]\n        }`;
  };
  return [
    `    # ${role}: ${is}`,
    "    {",
    ...who.map((line) => `      ${line}`),
    "      permissions: {",
    side("publish"),
    side("subscribe"),
    ...(answers ? ['        allow_responses: { max: 1, expires: "1m" }'] : []),
    "      }",
    "    }",
  ].join("\n");
}

function tlsText({ certFile, keyFile, caFile }: NonNullable<ServerConfigOptions["tls"]>): string {
  const line = (name: string, file: string): string =>
    `  ${name}: ${JSON.stringify(path.resolve(file))}\n`;
  const clients = caFile === undefined ? "" : `${line("ca_file", caFile)}  verify: true\n`;
  return `\ntls {\n${line("cert_file", certFile)}${line("key_file", keyFile)}${clients}}\n`;
}

function newSeed(): string {
  return new TextDecoder().decode(nkeys.createUser().getSeed());
}

function publicKey(file: string): string {
  try {
    const seed = /^SU[A-Z2-7]+$/m.exec(readFileSync(file, "utf8"))?.[0] ?? "";
    return nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey();
  } catch {
    throw new ConfigError("credentials", `${file} holds no seed; remove it, and a new one is made`);
  }
}
