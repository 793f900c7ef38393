/** Who connects: each has its own user and its own permissions. */
export const ROLES = ["gateway", "engine", "recorder", "dashboard", "admin"] as const;
export type Role = (typeof ROLES)[number];
