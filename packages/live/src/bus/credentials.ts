import { readFileSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import {
  type Authenticator,
  credsAuthenticator,
  nkeyAuthenticator,
  nkeys,
  usernamePasswordAuthenticator,
} from "nats";
import { type Role, ROLES } from "./roles.ts";

const EXAMPLES =
  "a seed of a user (SU...), a .creds file of nsc, or one line user:password (without spaces)";

// Written by `mexoms nats config`, so that whoever connects needs to know no more than the file.
const ROLE_LINE = /^# role: (\w+)$/m;

type Read =
  | { readonly kind: "nkey" | "creds"; readonly bytes: Uint8Array }
  | { readonly kind: "password"; readonly user: string; readonly password: string };

/**
 * How to answer a server that asks who is there, from a file: the seed of an nkey, a .creds file of
 * nsc, or one line user:password. It is read again at each connection, so that keys may be changed
 * under a running program; one that cannot be read then is taken as it was before. Throws ConfigError,
 * with the name of the file and never what is in it.
 */
export function fileAuthenticator(file: string): Authenticator {
  let last = read(file);
  return (nonce) => {
    try {
      last = read(file);
    } catch {
      // An error here would end the connection for good; what was right before may still be.
    }
    return authenticatorOf(last)(nonce);
  };
}

/** The line that says in a file of credentials whose they are. */
export function roleLine(role: Role): string {
  return `# role: ${role}`;
}

/** Whose credentials a file says that it holds: by its line, or as the user is called as a role. */
export function roleOfFile(file: string): Role | undefined {
  const text = textOf(file);
  const name = ROLE_LINE.exec(text)?.[1] ?? withoutComments(text).split(":")[0];
  return ROLES.find((role) => role === name);
}

function withoutComments(text: string): string {
  return text.replaceAll(/^#.*$/gm, "").trim();
}

function authenticatorOf(found: Read): Authenticator {
  if (found.kind === "password") return usernamePasswordAuthenticator(found.user, found.password);
  return found.kind === "nkey" ? nkeyAuthenticator(found.bytes) : credsAuthenticator(found.bytes);
}

function read(file: string): Read {
  const text = textOf(file);
  const encode = (part: string): Uint8Array => new TextEncoder().encode(part);
  if (text.includes("BEGIN NATS USER JWT")) {
    const bytes = encode(text);
    try {
      credsAuthenticator(bytes)("nonce");
    } catch {
      throw new ConfigError("credentials", `${file} is a .creds file that is cut or damaged`);
    }
    return { kind: "creds", bytes };
  }
  const line = withoutComments(text);
  if (/^SU[A-Z2-7]+$/.test(line)) return { kind: "nkey", bytes: checkedSeed(file, encode(line)) };
  const at = line.indexOf(":");
  if (at > 0 && at < line.length - 1 && !/\s/.test(line)) {
    return { kind: "password", user: line.slice(0, at), password: line.slice(at + 1) };
  }
  throw new ConfigError("credentials", `${file} holds none; it takes ${EXAMPLES}`);
}

function checkedSeed(file: string, seed: Uint8Array): Uint8Array {
  try {
    nkeys.fromSeed(seed);
    return seed;
  } catch {
    throw new ConfigError("credentials", `${file} is a seed with a typing error in it`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError("credentials", `${file} cannot be read (${code}); it takes ${EXAMPLES}`);
  }
}
