/** What happens to a connection by itself. None of these ends it but `closed`. */
export type BusEvent =
  | {
      readonly kind: "connected";
      /** Host and port. */
      readonly server: string;
      readonly version: string;
      /** Not for the first time: messages of subscriptions may have been missed in between. */
      readonly again: boolean;
    }
  /** Down. It is tried again for ever; whatever is published meanwhile is refused, never kept. */
  | { readonly kind: "disconnected"; readonly server: string }
  /**
   * This process was away for `stalledMs` while messages came. A server cuts a connection that takes
   * too little ("disconnected" tells of that), and messages of subscriptions are lost then.
   */
  | { readonly kind: "slow"; readonly stalledMs: number }
  /** The server's permissions do not allow it. */
  | {
      readonly kind: "forbidden";
      readonly operation: string;
      readonly subject: string;
    }
  /** The server is about to stop. */
  | { readonly kind: "leaving"; readonly server: string }
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "closed" };
