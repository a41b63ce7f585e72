/* Compiled translations. */
#include <string.h>

#include "fuzz.h"
#include "screens/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalog *catalog = NULL;
    struct error err = {0};
    uint8_t *bytes = malloc(size ? size : 1); /* not one byte more, so that reading past the end shows */
    FUZZ_CHECK(bytes);
    if (size)
        memcpy(bytes, data, size);
    int code = catalog_parse(bytes, size, "fuzz.mo", &catalog, &err);
    free(bytes);
    if (code) {
        FUZZ_CHECK(code == ERROR_CONFIG && !catalog && strstr(err.text, "fuzz.mo"));
        return 0;
    }
    size_t length = 0;
    for (size_t i = 0; i < catalog_count(catalog); i++) {
        const char *msgid = catalog_msgid(catalog, i), *found = catalog_find(catalog, msgid);
        FUZZ_CHECK(found);
        FUZZ_CHECK(i == 0 || strcmp(catalog_msgid(catalog, i - 1), msgid) < 0);
        length += strlen(found) + strlen(msgid);
    }
    catalog_find(catalog, "no such key");
    FUZZ_CHECK(length <= 2 * size * (catalog_count(catalog) + 1));
    catalog_close(catalog);
    return 0;
}
