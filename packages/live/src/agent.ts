/**
 * Something with a life of its own: gateway, engine, recorder. Whoever runs it calls `doWork` over
 * and over; tests call the very same code with times of their own.
 */
export interface Agent {
  /** What it is, in messages: "engine", "paper venue". */
  readonly role: string;
  /**
   * Does what is due, without waiting for anything. Returns how much was done: 0 lets the caller
   * idle. `nowNs` is the session's time; it never goes back.
   */
  doWork(nowNs: number): number;
  /** Lets go of what it holds. To be called once. */
  close(): void;
}
