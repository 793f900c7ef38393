/*
 * Reads the book and the trades at argv[1] and argv[2], and checks what the writer promises: level i of
 * the bids of change c has price 1000 + c % 100 - i and size c + i; the asks mirror it; trade t has
 * price t % 1000 and size t. Prints a line once it has seen enough, goes on until the writer is silent
 * for a second, and prints what it saw as JSON; ends with 1 when something was torn.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mexoms_books.h"

#define MOST 16

static int whole(const struct mexoms_copy *copy, const struct mexoms_level *bids,
                 const struct mexoms_level *asks) {
  double change = copy->row_position;
  int32_t base = 1000 + (int32_t)((long long)change % 100);
  for (int32_t i = 0; i < copy->bid_count; i++) {
    if (bids[i].price_ticks != base - i || bids[i].qty_lots != change + i) return 0;
  }
  for (int32_t i = 0; i < copy->ask_count; i++) {
    if (asks[i].price_ticks != base + 1 + i || asks[i].qty_lots != change + i) return 0;
  }
  return copy->exch_ns == change + 1 && copy->local_ns == change + 2;
}

int main(int argc, char **argv) {
  size_t book_bytes, ring_bytes;
  if (argc != 3) return 2;
  const struct mexoms_book *book =
      mexoms_map(argv[1], "mx-book ", MEXOMS_BOOK_VERSION, &book_bytes);
  const struct mexoms_slots *ring =
      mexoms_map(argv[2], "mx-trade", MEXOMS_TRADES_VERSION, &ring_bytes);
  if (book == NULL || ring == NULL) {
    fprintf(stderr, "cannot map %s\n", book == NULL ? argv[1] : argv[2]);
    return 2;
  }
  if (mexoms_map(argv[1], "mx-book ", 99, &book_bytes) != NULL) return 3;

  struct mexoms_level bids[MOST], asks[MOST];
  struct mexoms_copy copy;
  static struct mexoms_slot trades[256];
  uint32_t position = 0;
  long valid = 0, stale = 0, unstable = 0, torn = 0, read = 0, overruns = 0;
  int told = 0;
  for (;;) {
    enum mexoms_book_result result = mexoms_book_read(book, 1e9, MOST, &copy, bids, asks);
    if (result == MEXOMS_BOOK_VALID) {
      valid += 1;
      if (!whole(&copy, bids, asks)) torn += 1;
    }
    unstable += result == MEXOMS_BOOK_UNSTABLE;
    stale += result == MEXOMS_BOOK_STALE;
    if (result == MEXOMS_BOOK_CLOSED || (told && result == MEXOMS_BOOK_STALE)) break;
    if (!told && valid > 10000 && read > 10000) {
      told = 1;
      puts("seen");
      fflush(stdout);
    }

    uint32_t from = position;
    int32_t count = mexoms_slots_read(ring, &position, trades, 256);
    if (count == MEXOMS_OVERRUN) {
      overruns += 1;
      position = atomic_load(&((struct mexoms_slots *)ring)->published);
    }
    for (int32_t i = 0; i < count; i++) {
      uint32_t t = from + (uint32_t)i;
      if (trades[i].price_ticks != (int32_t)(t % 1000) || trades[i].qty_lots != (double)t) torn += 1;
    }
    read += count > 0 ? count : 0;
  }
  printf("{\"instrument\":\"%s\",\"valid\":%ld,\"stale\":%ld,\"unstable\":%ld,\"torn\":%ld,"
         "\"trades\":%ld,\"overruns\":%ld}\n",
         book->instrument, valid, stale, unstable, torn, read, overruns);
  return torn == 0 ? 0 : 1;
}
