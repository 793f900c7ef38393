import path from "node:path";
import { ConfigError, DataError } from "@mexoms/core";
import type {
  AccountConfig,
  FeeRates,
  FundingPayment,
  FuturesConfig,
  MarginBracket,
} from "@mexoms/sim/engine";
import { accountFileSchema, type WrittenAccount, type WrittenFutures } from "./account-schema.ts";
import { readFundingFile } from "./funding-file.ts";
import { readJsonFile } from "../json-file.ts";
import { readVenueFile } from "./venue-file.ts";

/**
 * Reads a file of accounts (docs/accounts.md) with what it names: fee tiers and brackets of the
 * venue's file, funding files beside it. Throws DataError naming file and field.
 */
export async function readAccountFile(file: string): Promise<AccountConfig[]> {
  const { accounts } = readJsonFile(file, accountFileSchema);
  const read: AccountConfig[] = [];
  for (const [i, account] of accounts.entries()) {
    try {
      read.push(await resolve(account, `accounts.${i}`, path.dirname(file)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const problem = error.message.slice(error.field.length + 2);
      throw new DataError({ file, field: error.field }, problem);
    }
  }
  return read;
}

async function resolve(
  written: WrittenAccount,
  field: string,
  folder: string,
): Promise<AccountConfig> {
  const { feeTier, futures, ...rest } = written;
  if (feeTier !== undefined && rest.fees !== undefined) {
    throw new ConfigError(`${field}.feeTier`, "fees are given too; give one of them");
  }
  return {
    ...rest,
    ...(feeTier === undefined ? {} : { fees: await tierFees(written.venue, feeTier, field) }),
    ...(futures === undefined
      ? {}
      : { futures: await resolveFutures(futures, { venue: written.venue, field, folder }) }),
  };
}

async function tierFees(
  venue: string,
  tier: string,
  field: string,
): Promise<Readonly<Record<string, FeeRates>>> {
  const { feeTiers } = await readVenueFile(venue, `${field}.feeTier`);
  const fees = feeTiers[tier];
  if (fees) return fees;
  const known = Object.keys(feeTiers).join(", ");
  throw new ConfigError(`${field}.feeTier`, `"${tier}" is not a tier of ${venue}: ${known}`);
}

async function resolveFutures(
  written: WrittenFutures,
  of: { readonly venue: string; readonly field: string; readonly folder: string },
): Promise<FuturesConfig> {
  const brackets: Readonly<Record<string, readonly MarginBracket[]>> =
    written.brackets ?? (await readVenueFile(of.venue, `${of.field}.futures.brackets`)).brackets;
  const funding: Record<string, string | readonly FundingPayment[]> = {};
  for (const [id, each] of Object.entries(written.funding)) {
    funding[id] =
      typeof each === "string" ? each : await readFundingFile(path.join(of.folder, each.file));
  }
  return { ...written, brackets, funding };
}
