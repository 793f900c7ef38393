// @mexoms/sim/files: files and folders that appear whole or not at all, without the rest of the package.

export { FolderLock } from "./folder-lock.ts";
export { TemporaryFolder } from "./temporary-folder.ts";
export { WholeFile, writeWholeFile } from "./whole-file.ts";
export type { WholeFileOptions } from "./whole-file.ts";
