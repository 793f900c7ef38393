import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { Desk } from "./command.ts";
import type { Outcome } from "./in-process.ts";

/**
 * Secrets as they are found where engines run: in the environment, in files, in addresses. Each is
 * unlike anything that a program would write by itself, and each part of one counts.
 */
export class PlantedSecrets {
  readonly password = "correcthorse7731batterystaple";
  /** Shaped like a seed, with a wrong checksum: to be complained of, not to be repeated. */
  readonly seed = "SUAGIEYODGK7FXTLDOVVJ37RPGLGQV4IMLRWFLMP7ADWSVS2HNTW5PLANTED";
  readonly token = "hvs.CAESIPlantedVaultToken8842";
  readonly apiKey = "vmPUZE6mv9SD5VNHk4PlantedKey";
  readonly apiSecret = "NhqPtmdSJYdKjVHjA7PlantedSecret";
  /** A folder of the desk that holds what a person keeps there; all else was written by programs. */
  readonly #folder: string;
  readonly #desk: Desk;
  #outputs = "";

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#folder = desk.path("private");
    mkdirSync(this.#folder);
  }

  get all(): readonly string[] {
    return [this.password, this.seed, this.token, this.apiKey, this.apiSecret];
  }

  /** What the shells of traders are full of. */
  environment(natsUrl: string): NodeJS.ProcessEnv {
    return {
      VAULT_TOKEN: this.token,
      NATS_ENGINE_PASSWORD: this.password,
      BINANCE_API_KEY: this.apiKey,
      BINANCE_API_SECRET: this.apiSecret,
      NATS_URL: natsUrl,
    };
  }

  /** Puts a file among a person's own. Returns its path. */
  file(name: string, text: string): string {
    const file = path.join(this.#folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  /** An address with user and password in it. */
  address(port: number): string {
    return `nats://engine:${this.password}@127.0.0.1:${port}`;
  }

  /** Keeps what a program printed. */
  printed(outcome: Outcome): Outcome {
    this.#outputs += `${outcome.stdout}\n${outcome.stderr}\n`;
    return outcome;
  }

  /**
   * Searches all that was printed and every byte of every file that programs wrote for each secret,
   * and `files` alone for `addresses`: what is kept and published must not say where servers are.
   */
  expectNowhere(addresses: { readonly texts: readonly string[]; readonly files: RegExp }): void {
    const found: string[] = [];
    for (const secret of this.all) {
      if (this.#outputs.includes(secret)) found.push(`${secret} was printed`);
    }
    const names = writtenFiles(this.#desk.folder).filter((file) => !file.startsWith(this.#folder));
    expect(names.length, "files were written").toBeGreaterThan(0);
    for (const file of names) {
      const bytes = readFileSync(file);
      const name = path.relative(this.#desk.folder, file);
      for (const secret of this.all) {
        if (bytes.includes(secret)) found.push(`${secret} is in ${name}`);
      }
      if (!addresses.files.test(name)) continue;
      for (const text of addresses.texts) {
        if (bytes.includes(text)) found.push(`the address ${text} is in ${name}`);
      }
    }
    expect(found).toEqual([]);
  }
}

function writtenFiles(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const file = path.join(dir, name);
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts === undefined) return [];
    return facts.isDirectory() ? writtenFiles(file) : facts.isFile() ? [file] : [];
  });
}
