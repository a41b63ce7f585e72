#include "client/floor.h"

#include <openssl/x509_vfy.h>
#include <time.h>

#include "base/error.h"

/* What OpenSSL looks up by name when a client verifies a server (ssl_verify_cert_chain). libpq makes an SSL_CTX of its own
 * for each connection and hands it to nobody, but this name is looked up in a table that programs may add to. */
#define FLOOR_NAME "ssl_server"

int64_t floor_set(int64_t floor_utc_ms)
{
    int64_t now_s = (int64_t)time(NULL), floor_s = floor_utc_ms / 1000;
    X509_VERIFY_PARAM_table_cleanup(); /* only what was added; OpenSSL's own stay */
    if (now_s >= floor_s)
        return now_s * 1000;
    /* OpenSSL's own under that name: the purpose and the trust that it asks for, and all else, stay. */
    const X509_VERIFY_PARAM *own = X509_VERIFY_PARAM_lookup(FLOOR_NAME);
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
    if (!own || !param || !X509_VERIFY_PARAM_set1(param, own) ||
        !X509_VERIFY_PARAM_set1_name(param, FLOOR_NAME))
        goto fail;
    X509_VERIFY_PARAM_set_time(param, (time_t)floor_s);
    if (!X509_VERIFY_PARAM_add0_table(param))
        goto fail;
    return floor_utc_ms;

fail:
    X509_VERIFY_PARAM_free(param);
    return ERROR_MEMORY;
}
