/* What can be imported: columns, their rules and where they go. */
#ifndef OFFICE_KINDS_H
#define OFFICE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#define KIND_COLUMNS_MAX 16
#define KIND_WORDS_MAX   4

enum kind_type {
    KIND_ID,   /* 1-64 bytes, one word */
    KIND_TEXT, /* max bytes */
    KIND_INT,  /* min..max */
    KIND_TIME, /* ISO 8601 with offset */
    KIND_UID,  /* hexadecimal; becomes the card key */
    KIND_WORD, /* one of words */
    KIND_ROOMS /* ids of rooms, separated by spaces */
};

/* A word in the file and what the database stores for it; NULL = the word itself. */
struct kind_word {
    const char *word, *stored;
};

struct kind_column {
    const char *name;      /* in the file */
    const char *db_column; /* NULL = the same */
    enum kind_type type;
    int min, max;
    struct kind_word words[KIND_WORDS_MAX]; /* ended by one without a word */
    bool optional;                          /* the column may be absent: stored values stay */
    bool may_be_empty;
    const char *empty;  /* stored for an empty field; NULL = SQL NULL */
    const char *refers; /* the import kind whose id this is; NULL = none */
    bool apart;         /* not stored by the upsert but by a statement of its own (import_session.c) */
};

struct kind {
    const char *name;  /* "rooms" */
    const char *table; /* "room" */
    size_t keys;       /* the first columns are the key */
    size_t count;
    struct kind_column columns[KIND_COLUMNS_MAX];
};

/* The kind of a name, or NULL. */
const struct kind *kind_find(const char *name);

/* The names of all, for messages. */
const char *kind_names(void);

/* The column in the database. */
const char *kind_db_column(const struct kind_column *column);

#endif
