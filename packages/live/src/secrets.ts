// What secrets look like wherever they stand: user info of an address, seeds of nkeys, Vault tokens.
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi;
const SEED = /\bS[UAOCNX][A-Z2-7]{20,}\b/g;
const TOKEN = /\b(?:hv[sbr]|s)\.[A-Za-z0-9_-]{20,}/g;
const HIDDEN = "[secret]";

/**
 * Text without what looks like a secret: the last net under messages that repeat what a person wrote.
 * It knows addresses with a user in them, seeds of NATS users and tokens of Vault; nobody should rely
 * on it for a secret that he holds.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(USER_INFO, `$1${HIDDEN}@`)
    .replaceAll(SEED, HIDDEN)
    .replaceAll(TOKEN, HIDDEN);
}
