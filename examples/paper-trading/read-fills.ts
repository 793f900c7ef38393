// Adds up the fills of a session and compares them with its ledgers, without mexoms: the files are
// plain CSV with exact decimals. Sums are of whole numbers, so that no digit is lost.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const DIGITS = 30;

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("name the folder that holds fills.csv");

const fills = rowsOf(path.join(dir, "fills.csv"));
const ledgers = readdirSync(dir)
  .filter((name) => /^ledger-.*\.csv$/.test(name))
  .flatMap((name) => rowsOf(path.join(dir, name)))
  .filter((row) => row["instrument"] !== "all");

console.log(`${fills.length} fills`);
for (const instrument of new Set(ledgers.map((row) => row["instrument"]))) {
  const own = fills.filter((row) => row["instrument"] === instrument);
  const days = ledgers.filter((row) => row["instrument"] === instrument);
  for (const [what, ofFill, ofDay] of [
    ["volume", "qty", "volume"],
    ["fees", "fee", "fees"],
  ] as const) {
    const added = sum(own.map((row) => row[ofFill]!));
    const booked = sum(days.map((row) => row[ofDay]!));
    console.log(`${instrument} ${what}: ${text(added)}, ledgers: ${text(booked)}`);
    if (added !== booked) process.exitCode = 1;
  }
}

function rowsOf(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const names = head!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((v, i) => [names[i]!, v])));
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((all, amount) => all + units(amount), 0n);
}

/** An exact decimal as a whole number of 10^-DIGITS. */
function units(amount: string): bigint {
  const [whole, fraction = ""] = amount.split(".");
  return BigInt(`${whole}${fraction.padEnd(DIGITS, "0")}`);
}

function text(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -DIGITS)}${fraction === "" ? "" : `.${fraction}`}`;
}
