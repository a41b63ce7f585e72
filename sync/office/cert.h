/* Certificates: a small authority of the office's own. EC P-256, valid from 2020, so that a device whose
 * clock stands at its build time can verify them. The only file of the office that includes OpenSSL's X.509.
 */
#ifndef OFFICE_CERT_H
#define OFFICE_CERT_H

#include <stdbool.h>

#include "base/error.h"

#define CERT_PRINT_BYTES 65 /* SHA-256 in hexadecimal, and NUL */

#define CERT_UNTIL_BYTES 21 /* such as 2036-11-26T08:00:00Z, and NUL */

struct cert_authority;

/* Makes the authority's key (0600) and certificate (0644). */
int cert_authority_make(const char *key_path, const char *crt_path, struct error *err);

/* Loads them; *out is freed with cert_authority_free. ERROR_CONFIG if they do not belong together. */
int cert_authority_load(const char *key_path, const char *crt_path, struct cert_authority **out,
                        struct error *err);
void cert_authority_free(struct cert_authority *authority); /* NULL is fine */

/* The authority certificate's SHA-256. */
int cert_authority_print(const struct cert_authority *authority, char print[CERT_PRINT_BYTES],
                         struct error *err);

struct cert_wish {
    const char *name;   /* common name: kiosk id, or the server's first host */
    char *const *hosts; /* server: names and addresses it is reached by; NULL = a client's certificate */
    int host_count;
    const char *key_path; /* written with mode 0600 */
    const char *crt_path; /* 0644 */
};

/* Makes a key and a certificate signed by the authority, valid for 10 years from now. */
int cert_issue(const struct cert_authority *authority, const struct cert_wish *wish, struct error *err);

/* Is there already a key and a certificate of that kind and name, signed by this authority, valid for another
 * 30 days, belonging together, and (server) naming all hosts? print is its SHA-256, "" if not; why says what
 * is wrong, "" when there are no files. */
bool cert_fits(const struct cert_authority *authority, const struct cert_wish *wish,
               char print[CERT_PRINT_BYTES], char *why, unsigned capacity);

/* Until when the certificate in a file is good, in UTC. ERROR_CONFIG if it cannot be read. */
int cert_until(const char *crt_path, char until[CERT_UNTIL_BYTES], struct error *err);

#endif
