import { z } from "zod";
import type { Bus } from "../bus/bus.ts";
import { formatKey } from "../bus/key-value.ts";

const BUCKET = "kill-switch";
/** The key that stands for every session. */
export const EVERY_SESSION = "all";

/** Who forbade trading, and why. */
export interface KillSwitch {
  readonly by: string;
  readonly reason: string;
  /** UTC. */
  readonly time: string;
}

const schema = z.object({ by: z.string(), reason: z.string(), time: z.string() });

/**
 * The kill switch that holds for a session: its own, or that of all sessions. Undefined when neither
 * is set. A value that cannot be read is a switch that is set. Throws BusError when the server does
 * not tell: whoever asks must not take that for "not set".
 */
export async function readKillSwitch(bus: Bus, session: string): Promise<KillSwitch | undefined> {
  const switches = await bus.keyValue(BUCKET);
  for (const key of [EVERY_SESSION, session]) {
    const entry = await switches.get(formatKey(key));
    if (entry?.value !== undefined) return parsed(entry.value);
  }
  return undefined;
}

/** Forbids trading to a session, or to all with EVERY_SESSION. Throws BusError. */
export async function setKillSwitch(bus: Bus, session: string, of: KillSwitch): Promise<void> {
  const value = new TextEncoder().encode(JSON.stringify(of));
  await (await bus.keyValue(BUCKET)).put(formatKey(session), value);
}

/** Takes back what `setKillSwitch` forbade. Throws BusError. */
export async function clearKillSwitch(bus: Bus, session: string): Promise<void> {
  await (await bus.keyValue(BUCKET)).delete(formatKey(session));
}

function parsed(value: Uint8Array): KillSwitch {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(value)));
  } catch {
    return { by: "unknown", reason: "its value cannot be read", time: "unknown" };
  }
}
