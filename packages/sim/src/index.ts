export * from "@mexoms/sim/engine";
export { writeRunFolder } from "./run-folder/run-folder.ts";
export type { RunFolder, RunFolderOptions } from "./run-folder/run-folder.ts";
