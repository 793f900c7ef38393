import koffi from "koffi";

const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const EVERYBODY = 0x7fffffff;

/** The system's call to sleep on a word of shared memory and to wake those that do. */
export interface Futex {
  /** Sleeps while the word holds `value`, until woken; at most `maxNs`, below a second. */
  wait(address: bigint, value: number, maxNs: number): void;
  /** Wakes all that sleep on the word. */
  wake(address: bigint): void;
}

type Syscall = (
  number: number,
  address: bigint,
  operation: number,
  value: number,
  timeout: BigInt64Array | null,
  address2: number,
  value3: number,
) => number;

/** Undefined where the system has none that is known here: then naps must do. */
export function loadFutex(): Futex | undefined {
  const number = futexNumber();
  if (process.platform !== "linux" || number === undefined) return undefined;
  const call = koffi
    .load(null)
    .func(
      "int64_t syscall(int64_t, uint64_t, int64_t, int64_t, void *, int64_t, int64_t)",
    ) as Syscall;
  const timeout = new BigInt64Array(2); // seconds, nanoseconds
  const nanoseconds = new Uint32Array(timeout.buffer, 8, 1);
  return {
    wait(address, value, maxNs) {
      nanoseconds[0] = Math.min(maxNs, 999_999_999);
      call(number, address, FUTEX_WAIT, value, timeout, 0, 0);
    },
    wake(address) {
      call(number, address, FUTEX_WAKE, EVERYBODY, null, 0, 0);
    },
  };
}

/** Number of the call futex by kind of machine. */
function futexNumber(): number | undefined {
  if (process.arch === "x64") return 202;
  if (process.arch === "arm64") return 98;
  return undefined;
}
