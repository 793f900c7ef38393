const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "exists already and is not a folder",
  ENOSPC: "no space is left on the device",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
};

/** An error of the operating system: something about files, not about this program. */
export interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

/** Whether the operating system refused something, so that the message is for the person. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** Whether the operating system refused something for one of these reasons, such as ENOENT. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}

/** What went wrong with a file, in words; the path is for the caller to name. */
export function systemProblem(error: unknown): string {
  if (isSystemError(error)) return PROBLEMS[error.code] ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
