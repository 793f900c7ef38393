export { bookWatcher, bookWatcher as default } from "./book-watcher.ts";
