#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "ui/stage.h"

static void png_number(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

static void png_chunk(FILE *file, const char *kind, const uint8_t *data, size_t length)
{
    uint8_t number[4];
    png_number(number, (uint32_t)length);
    fwrite(number, 1, sizeof number, file);
    fwrite(kind, 1, 4, file);
    if (length)
        fwrite(data, 1, length, file);
    uLong sum = crc32(crc32(0, NULL, 0), (const Bytef *)kind, 4);
    if (length)
        sum = crc32(sum, data, (uInt)length);
    png_number(number, (uint32_t)sum);
    fwrite(number, 1, sizeof number, file);
}

/* Rows of a filter byte and RGB. */
static uint8_t *png_rows(const uint32_t *pixels, int width, int height, size_t *length)
{
    *length = (size_t)height * ((size_t)width * 3 + 1);
    uint8_t *rows = malloc(*length), *to = rows;
    for (int y = 0; rows && y < height; y++) {
        *to++ = 0;
        for (int x = 0; x < width; x++) {
            uint32_t pixel = *pixels++;
            *to++ = (uint8_t)(pixel >> 16);
            *to++ = (uint8_t)(pixel >> 8);
            *to++ = (uint8_t)pixel;
        }
    }
    return rows;
}

static int png_file(const char *path, const uint8_t *header, const uint8_t *packed, size_t length,
                    struct error *err)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_set(err, ERROR_IO, "%s: cannot be written: %s", path, strerror(errno));
    struct stat about;
    bool ours = !fstat(fileno(file), &about) && S_ISREG(about.st_mode); /* a device is nobody's to remove */
    errno = EIO;
    fwrite(signature, 1, sizeof signature, file);
    png_chunk(file, "IHDR", header, 13);
    png_chunk(file, "IDAT", packed, length);
    png_chunk(file, "IEND", NULL, 0);
    int reason = ferror(file) ? errno : 0;
    if (fclose(file) && !reason)
        reason = errno;
    if (reason) {
        if (ours)
            remove(path);
        return error_set(err, reason == ENOSPC ? ERROR_FULL : ERROR_IO, "%s: not written: %s", path,
                         strerror(reason));
    }
    return 0;
}

int png_write(const char *path, const uint32_t *pixels, int width, int height, struct error *err)
{
    size_t length;
    uint8_t header[13] = {0};
    uint8_t *rows = png_rows(pixels, width, height, &length);
    uLongf packed_length = compressBound((uLong)length);
    uint8_t *packed = malloc(packed_length);
    int result = ERROR_MEMORY;
    if (!rows || !packed || compress2(packed, &packed_length, rows, (uLong)length, 6) != Z_OK) {
        error_set(err, ERROR_MEMORY, "%s: out of memory", path);
        goto done;
    }
    png_number(header, (uint32_t)width);
    png_number(header + 4, (uint32_t)height);
    header[8] = 8; /* bits a channel */
    header[9] = 2; /* RGB */
    result = png_file(path, header, packed, packed_length, err);
done:
    free(packed);
    free(rows);
    return result;
}
