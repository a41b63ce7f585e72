/* Lines over a pipe in pieces of any size: exactly the lines that were written come out, too long ones whole or not at
 * all. Bytes 254 and 255 of the input end a piece instead of being written. */
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/line.h"
#include "fuzz.h"

struct expected {
    const uint8_t *at, *end;
};

/* The next line that must come out, or false. */
static bool expected_next(struct expected *expected, char *line, size_t *length)
{
    const uint8_t *newline;
    while ((newline = memchr(expected->at, '\n', (size_t)(expected->end - expected->at)))) {
        *length = (size_t)(newline - expected->at);
        const uint8_t *start = expected->at;
        expected->at = newline + 1;
        if (*length >= LINE_MAX_BYTES)
            continue;
        if (*length > 0 && start[*length - 1] == '\r')
            (*length)--;
        memcpy(line, start, *length);
        return true;
    }
    return false;
}

static void line_check(struct line_reader *reader, struct expected *expected)
{
    char wanted[LINE_MAX_BYTES], *words[6], *line;
    uint8_t bytes[10];
    size_t length;
    while ((line = line_reader_next(reader))) {
        FUZZ_CHECK(expected_next(expected, wanted, &length));
        FUZZ_CHECK(!memcmp(line, wanted, length) && line[length] == '\0');
        int count = line_split(line, words, 6);
        FUZZ_CHECK(count >= 0 && count <= 6);
        for (int i = 0; i < count; i++) {
            FUZZ_CHECK(words[i] >= line && words[i] <= line + length && words[i][0] &&
                       !strchr(words[i], ' '));
            int decoded = hex_decode(words[i], bytes, sizeof bytes);
            FUZZ_CHECK(decoded == -1 ||
                       (decoded > 0 && decoded <= 10 && (size_t)decoded * 2 == strlen(words[i])));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fds[2];
    struct line_reader reader;
    uint8_t *sent = malloc(size + 1);
    size_t used = 0, drained = 0;
    FUZZ_CHECK(sent && size <= 64 * 1024 && pipe(fds) == 0);
    line_reader_init(&reader);
    for (size_t i = 0; i < size; i++) {
        if (data[i] < 254)
            sent[used++] = data[i];
    }
    struct expected expected = {sent, sent + used};
    for (size_t i = 0, at = 0; i <= size; i++) {
        bool end = i == size || data[i] >= 254;
        if (!end) {
            at++;
            continue;
        }
        FUZZ_CHECK(write(fds[1], sent + drained, at - drained) == (ssize_t)(at - drained));
        while (drained < at) {
            int count = line_reader_fill(&reader, fds[0]);
            FUZZ_CHECK(count > 0);
            drained += (size_t)count;
            line_check(&reader, &expected);
        }
    }
    close(fds[1]);
    FUZZ_CHECK(line_reader_fill(&reader, fds[0]) == 0 && !line_reader_next(&reader));
    char rest[LINE_MAX_BYTES];
    size_t length;
    FUZZ_CHECK(!expected_next(&expected, rest, &length));
    close(fds[0]);
    free(sent);
    return 0;
}
