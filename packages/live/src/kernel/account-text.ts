import { DataError } from "@mexoms/core";
import type { AccountState } from "@mexoms/core/internal";
import { z } from "zod";

const amount = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const count = z.number().int();
const schema: z.ZodType<AccountState> = z.object({
  version: count,
  balances: z.array(
    z.object({
      currency: z.string(),
      total: amount,
      held: amount,
      free: amount,
      borrowed: amount,
      interest: amount,
    }),
  ),
  positions: z.array(
    z.object({
      market: count,
      lots: count,
      cost: amount,
      margin: amount,
      maintenance: amount,
      leverage: z.string(),
      liquidationTicks: count,
      funding: amount,
      liquidationFees: amount,
      insurance: amount,
    }),
  ),
});

/** The state of an account as JSON: amounts are whole numbers as text. */
export function accountText(state: AccountState): string {
  return JSON.stringify(state, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/** The state of an account from JSON, whose amounts are whole numbers as text. Throws DataError. */
export function parseAccount(text: string, sequence: number): AccountState {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new DataError(
    { file: "journal", field: `record ${sequence}` },
    "is no state of an account",
  );
}
