import { ConfigError } from "@mexoms/core";

/**
 * Runs `call`, and says in its ConfigErrors the flag that the person wrote instead of the option
 * that it became.
 */
export async function withFlagNames<T>(
  flags: Readonly<Record<string, string>>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const flag = flags[error.field];
    if (flag === undefined) throw error;
    throw new ConfigError(flag, error.message.slice(error.field.length + 2));
  }
}
