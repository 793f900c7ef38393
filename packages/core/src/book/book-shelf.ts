import { Book } from "./book.ts";

/**
 * Books that are used again by the next run in the same thread. A book's memory is large: making and
 * clearing it anew for each of many short runs makes a thread's memory grow by several times as much.
 */
export class BookShelf {
  readonly #books: Book[] = [];
  #taken = 0;

  /** An empty book. */
  take(): Book {
    const book = this.#books[this.#taken] ?? new Book();
    this.#books[this.#taken] = book;
    this.#taken += 1;
    return book;
  }

  /** Empties all books that were taken, for the next run. Who took them must not use them any more. */
  takeBack(): void {
    for (const book of this.#books.slice(0, this.#taken)) book.reset();
    this.#taken = 0;
  }
}
