/*
 * mexoms_books.h: reads the books, market rows and trades that mexoms keeps in shared memory.
 *
 * C11 with POSIX (cc -std=gnu11), no library needed. The files stand in /dev/shm/mexoms-UID/SESSION (MEXOMS_MEMORY moves them):
 *
 *   0-binance-usdm-BTCUSDT.book     the best levels, see struct mexoms_book
 *   0-binance-usdm-BTCUSDT.rows     market rows as they come, see struct mexoms_slots
 *   0-binance-usdm-BTCUSDT.trades   the last trades, likewise
 *
 * Little-endian. Prices are ticks and sizes lots: times tick_size and lot_size, which are decimal
 * text. Times are nanoseconds after epoch_ns, as doubles that hold whole numbers. Map the files
 * read-only; one process writes each of them.
 */
#ifndef MEXOMS_BOOKS_H
#define MEXOMS_BOOKS_H

#include <assert.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MEXOMS_BOOK_VERSION 1
#define MEXOMS_ROWS_VERSION 1
#define MEXOMS_TRADES_VERSION 1

/* The first 64 bytes of every file. */
struct mexoms_header {
  char magic[8];             /*  0: "mx-book ", "mx-rows " or "mx-trade", no zero at the end */
  uint32_t version;          /*  8 */
  _Atomic uint32_t state;    /* 12: one of MEXOMS_FILE_* */
  int32_t writer_pid;        /* 16 */
  uint32_t reserved0;        /* 20 */
  double writer_start_ticks; /* 24: field 22 of /proc/PID/stat */
  double created_ns;         /* 32: CLOCK_MONOTONIC */
  volatile double heartbeat_ns; /* 40: CLOCK_MONOTONIC, by the writer several times a second */
  double reserved1[2];       /* 48 */
};

enum mexoms_file_state {
  MEXOMS_FILE_OPEN = 1,
  MEXOMS_FILE_CLOSED = 2, /* the writer has ended in order */
  MEXOMS_FILE_MOVED = 3   /* the book was enlarged: open the file of the same name again */
};

struct mexoms_level {
  double qty_lots;     /* 0 */
  int32_t price_ticks; /* 8 */
  int32_t reserved;    /* 12 */
};

/* A book file. Behind it stand `levels` bids and then `levels` asks, best first. */
struct mexoms_book {
  struct mexoms_header header;   /*   0 */
  int32_t levels;                /*  64 */
  int32_t market;                /*  68: number of the instrument in the session */
  int64_t epoch_ns;              /*  72: UTC of time zero */
  char reserved0[16];            /*  80 */
  char instrument[128];          /*  96: "venue:market:symbol", UTF-8 */
  char tick_size[32];            /* 224 */
  char lot_size[32];             /* 256 */
  char reserved1[32];            /* 288 */
  _Atomic uint32_t sequence;     /* 320: odd while the book is written */
  int32_t state;                 /* 324: MEXOMS_BOOK_VALID to _INVALID */
  int32_t bid_count;             /* 328 */
  int32_t ask_count;             /* 332 */
  double exch_ns;                /* 336: the venue's time of the last row */
  double local_ns;               /* 344: when it reached us */
  double row_position;           /* 352: rows of the row ring that are in the book */
  double changes;                /* 360: how often the book was written */
  char reserved2[16];            /* 368 */
  struct mexoms_level side[];    /* 384 */
};

/* What a reader finds. Only MEXOMS_BOOK_VALID is to be traded on. */
enum mexoms_book_result {
  MEXOMS_BOOK_VALID = 0,
  MEXOMS_BOOK_GAPPED = 1,   /* data was missed since the last snapshot */
  MEXOMS_BOOK_EMPTY = 2,    /* nothing was written yet */
  MEXOMS_BOOK_INVALID = 3,  /* the writer says that it is not to be used */
  MEXOMS_BOOK_STALE = 4,    /* the writer was silent for too long: dead, or stopped */
  MEXOMS_BOOK_UNSTABLE = 5, /* no whole copy could be had */
  MEXOMS_BOOK_CLOSED = 6    /* closed or moved: open the file again */
};

struct mexoms_slot {
  double exch_ns;      /*  0 */
  double local_ns;     /*  8 */
  double qty_lots;     /* 16 */
  int32_t price_ticks; /* 24 */
  uint32_t tag;        /* 28: a row's event byte; of a trade the aggressor, 0 buy, 1 sell, 2 unknown */
};

/* A ring of rows or of trades. */
struct mexoms_slots {
  struct mexoms_header header; /*   0 */
  int32_t capacity;            /*  64: a power of two */
  char reserved0[60];          /*  68 */
  _Atomic uint32_t claimed;    /* 128: slots from here on were not touched yet, mod 2^32 */
  char reserved1[60];          /* 132 */
  _Atomic uint32_t published;  /* 192: slots ever written, mod 2^32 */
  uint32_t reserved2;          /* 196 */
  double published_double;     /* 200: the same */
  char reserved3[48];          /* 208 */
  struct mexoms_slot slot[];   /* 256 */
};

#define MEXOMS_OVERRUN (-1) /* the reader fell behind by more than the ring */

static_assert(sizeof(struct mexoms_header) == 64, "header");
static_assert(offsetof(struct mexoms_header, heartbeat_ns) == 40, "heartbeat");
static_assert(offsetof(struct mexoms_book, instrument) == 96, "instrument");
static_assert(offsetof(struct mexoms_book, sequence) == 320, "sequence");
static_assert(offsetof(struct mexoms_book, exch_ns) == 336, "exch_ns");
static_assert(offsetof(struct mexoms_book, side) == 384, "levels");
static_assert(sizeof(struct mexoms_level) == 16, "level");
static_assert(offsetof(struct mexoms_slots, claimed) == 128, "claimed");
static_assert(offsetof(struct mexoms_slots, published) == 192, "published");
static_assert(offsetof(struct mexoms_slots, slot) == 256, "slots");
static_assert(sizeof(struct mexoms_slot) == 32, "slot");

/*
 * Maps a file. Returns NULL when there is none, or it is of another kind or version; unmap it with
 * munmap(pointer, *bytes).
 */
static inline const void *mexoms_map(const char *file, const char *magic, uint32_t version,
                                     size_t *bytes) {
  struct stat stat_of;
  const void *at = MAP_FAILED;
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  if (fstat(fd, &stat_of) == 0 && stat_of.st_size >= (off_t)sizeof(struct mexoms_header)) {
    *bytes = (size_t)stat_of.st_size;
    at = mmap(NULL, *bytes, PROT_READ, MAP_SHARED, fd, 0);
  }
  close(fd);
  if (at == MAP_FAILED) return NULL;
  const struct mexoms_header *header = (const struct mexoms_header *)at;
  if (memcmp(header->magic, magic, 8) == 0 && header->version == version) return at;
  munmap((void *)at, *bytes);
  return NULL;
}

static inline double mexoms_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* A copy of a book, whole or empty. */
struct mexoms_copy {
  int32_t bid_count;
  int32_t ask_count;
  double exch_ns;
  double local_ns;
  double row_position;
};

/*
 * Copies up to `most` levels of each side. A book whose writer was silent for longer than stale_ns is
 * MEXOMS_BOOK_STALE. The counts are 0 unless the result is MEXOMS_BOOK_VALID or _GAPPED.
 */
static inline enum mexoms_book_result mexoms_book_read(const struct mexoms_book *book,
                                                       double stale_ns, int32_t most,
                                                       struct mexoms_copy *copy,
                                                       struct mexoms_level *bids,
                                                       struct mexoms_level *asks) {
  /* A const atomic may not be loaded in C11; nothing is written here. */
  struct mexoms_book *b = (struct mexoms_book *)book;
  copy->bid_count = copy->ask_count = 0;
  if (atomic_load(&b->header.state) != MEXOMS_FILE_OPEN) return MEXOMS_BOOK_CLOSED;
  if (!(mexoms_now_ns() - b->header.heartbeat_ns <= stale_ns)) return MEXOMS_BOOK_STALE;
  for (int i = 0; i < 2000; i++) {
    uint32_t sequence = atomic_load_explicit(&b->sequence, memory_order_acquire);
    if (sequence & 1) continue;
    int32_t state = b->state;
    int32_t bid_count = b->bid_count < most ? b->bid_count : most;
    int32_t ask_count = b->ask_count < most ? b->ask_count : most;
    if (bid_count < 0 || bid_count > b->levels || ask_count < 0 || ask_count > b->levels) continue;
    copy->exch_ns = b->exch_ns;
    copy->local_ns = b->local_ns;
    copy->row_position = b->row_position;
    memcpy(bids, b->side, (size_t)bid_count * sizeof *bids);
    memcpy(asks, b->side + b->levels, (size_t)ask_count * sizeof *asks);
    atomic_thread_fence(memory_order_acquire);
    if (atomic_load_explicit(&b->sequence, memory_order_relaxed) != sequence) continue;
    if (state == MEXOMS_BOOK_VALID || state == MEXOMS_BOOK_GAPPED) {
      copy->bid_count = bid_count;
      copy->ask_count = ask_count;
    }
    return (enum mexoms_book_result)state;
  }
  return MEXOMS_BOOK_UNSTABLE;
}

/*
 * Copies up to `most` slots from *position on, and moves it on. Returns how many, or MEXOMS_OVERRUN
 * when slots are lost: go on at the published position, or at the row position of a book.
 */
static inline int32_t mexoms_slots_read(const struct mexoms_slots *ring, uint32_t *position,
                                        struct mexoms_slot *into, int32_t most) {
  struct mexoms_slots *r = (struct mexoms_slots *)ring;
  uint32_t due = atomic_load_explicit(&r->published, memory_order_acquire) - *position;
  uint32_t mask = (uint32_t)r->capacity - 1;
  if (due > (uint32_t)r->capacity) return MEXOMS_OVERRUN;
  int32_t count = (int32_t)due < most ? (int32_t)due : most;
  for (int32_t i = 0; i < count; i++) into[i] = r->slot[(*position + (uint32_t)i) & mask];
  atomic_thread_fence(memory_order_acquire);
  uint32_t claimed = atomic_load_explicit(&r->claimed, memory_order_relaxed);
  if (claimed - *position > (uint32_t)r->capacity) return MEXOMS_OVERRUN;
  *position += (uint32_t)count;
  return count;
}

#endif
