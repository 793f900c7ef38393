import { readFileSync } from "node:fs";

/** What tells one run of this machine from the next; "" where the system does not say. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "";
  }
}
