#include "digest/digest.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"

void digest_sha256(const void *first, size_t first_length, const void *second, size_t second_length,
                   uint8_t out[DIGEST_BYTES])
{
    unsigned length = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    /* Without memory for a hash nothing can be sealed: there is no value that could be given back instead. */
    int done = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
               (!first_length || EVP_DigestUpdate(context, first, first_length) == 1) &&
               (!second_length || EVP_DigestUpdate(context, second, second_length) == 1) &&
               EVP_DigestFinal_ex(context, out, &length) == 1;
    EVP_MD_CTX_free(context);
    if (!done || length != DIGEST_BYTES)
        OPENSSL_die("SHA-256 failed", __FILE__, __LINE__);
}

/* Reads the whole small file. Returns its length or an error. */
static int key_file_read(const char *path, char *text, size_t capacity, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, ERROR_CONFIG,
                         "%s: the card key cannot be opened: %s; mend card_key_file or its owner", path,
                         strerror(errno));
    struct stat status;
    ssize_t length = -1;
    int rc;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        rc = error_set(err, ERROR_CONFIG, "%s: the card key is not a plain file; mend card_key_file", path);
        goto out;
    }
    if (status.st_mode & 077) {
        rc = error_set(err, ERROR_CONFIG, "%s: others may read the card key (mode %03o); run chmod 600 %s",
                       path, (unsigned)(status.st_mode & 0777), path);
        goto out;
    }
    length = read(fd, text, capacity);
    rc = length < 0 ? error_set(err, ERROR_IO, "%s: the card key cannot be read: %s", path, strerror(errno))
                    : 0;
out:
    close(fd);
    return rc < 0 ? rc : (int)length;
}

int digest_card_key_load(const char *path, struct digest_card_key *out, struct error *err)
{
    char text[2 * DIGEST_BYTES + 3];
    int length = key_file_read(path, text, sizeof text - 1, err);
    int rc = length < 0 ? length : 0;
    if (rc == 0) {
        while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
            length--;
        text[length] = '\0';
        if (length != 2 * DIGEST_BYTES || hex_decode(text, out->bytes, DIGEST_BYTES) != DIGEST_BYTES)
            rc = error_set(
                err, ERROR_CONFIG,
                "%s:1: the card key must be one line of 64 hexadecimal digits; take the file that the "
                "office made for this deployment",
                path);
    }
    OPENSSL_cleanse(text, sizeof text);
    if (rc != 0)
        OPENSSL_cleanse(out, sizeof *out);
    return rc;
}

void digest_card(const struct digest_card_key *key, const uint8_t *uid, size_t uid_length,
                 uint8_t out[DIGEST_BYTES])
{
    unsigned length = 0;
    if (!HMAC(EVP_sha256(), key->bytes, DIGEST_BYTES, uid, uid_length, out, &length) ||
        length != DIGEST_BYTES)
        OPENSSL_die("HMAC-SHA-256 failed", __FILE__, __LINE__);
}
