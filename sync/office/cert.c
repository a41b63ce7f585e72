#include "office/cert.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "office/files.h"

#define CERT_NOT_BEFORE    "20200101000000Z"
#define CERT_CA_NOT_AFTER  "20691231235959Z"
#define CERT_SECONDS       (10L * 365 * 86400 + 2 * 86400)
#define CERT_RENEW_SECONDS (30L * 86400)
#define CERT_FILE_MAX      (64 * 1024)

struct cert_authority {
    EVP_PKEY *key;
    X509 *crt;
};

static int cert_broken(struct error *err, const char *what)
{
    return error_set(err, ERROR_BROKEN, "%s: OpenSSL failed", what);
}

static bool cert_extension(X509 *crt, X509V3_CTX *context, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    bool done = extension && X509_add_ext(crt, extension, -1);
    X509_EXTENSION_free(extension);
    return done;
}

static bool cert_host_is_address(const char *host)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    ASN1_OCTET_STRING_free(address);
    return address != NULL;
}

static bool cert_hosts_add(X509 *crt, X509V3_CTX *context, const struct cert_wish *wish)
{
    char list[4096] = "";
    size_t used = 0;
    for (int i = 0; i < wish->host_count; i++) {
        const char *host = wish->hosts[i];
        int put = snprintf(list + used, sizeof list - used, "%s%s:%s", used ? "," : "",
                           cert_host_is_address(host) ? "IP" : "DNS", host);
        if (put < 0 || (size_t)put >= sizeof list - used)
            return false;
        used += (size_t)put;
    }
    return cert_extension(crt, context, NID_subject_alt_name, list);
}

/* A new certificate with serial, dates and name; the caller adds extensions and signs. */
static X509 *cert_blank(EVP_PKEY *key, const char *name, const X509 *issuer)
{
    unsigned char serial[16];
    X509 *crt = X509_new();
    BIGNUM *number = NULL;
    X509_NAME *subject = crt ? X509_get_subject_name(crt) : NULL;
    bool done = crt && RAND_bytes(serial, sizeof serial) == 1;
    if (done) {
        serial[0] &= 0x7f;
        number = BN_bin2bn(serial, sizeof serial, NULL);
    }
    done = done && number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(crt)) &&
           X509_set_version(crt, X509_VERSION_3) && X509_set_pubkey(crt, key) &&
           ASN1_TIME_set_string(X509_getm_notBefore(crt), CERT_NOT_BEFORE) &&
           X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const unsigned char *)"diemdanh", -1, -1,
                                      0) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) &&
           X509_set_issuer_name(crt, issuer ? X509_get_subject_name(issuer) : subject);
    if (done && issuer)
        done = X509_gmtime_adj(X509_getm_notAfter(crt), CERT_SECONDS) != NULL;
    else if (done)
        done = ASN1_TIME_set_string(X509_getm_notAfter(crt), CERT_CA_NOT_AFTER);
    BN_free(number);
    if (!done) {
        X509_free(crt);
        return NULL;
    }
    return crt;
}

static int cert_write(BIO *bio, const char *path, mode_t mode, struct error *err)
{
    char *text;
    long length = BIO_get_mem_data(bio, &text);
    return files_write(path, text, (size_t)length, mode, err);
}

/* The key first: a certificate without its key is worth nothing, a key alone is made again. */
static int cert_save(EVP_PKEY *key, X509 *crt, const char *key_path, const char *crt_path, struct error *err)
{
    int code;
    BIO *key_bio = BIO_new(BIO_s_mem()), *crt_bio = BIO_new(BIO_s_mem());
    if (!key_bio || !crt_bio || !PEM_write_bio_PKCS8PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL) ||
        !PEM_write_bio_X509(crt_bio, crt))
        code = cert_broken(err, key_path);
    else if (!(code = cert_write(key_bio, key_path, 0600, err)))
        code = cert_write(crt_bio, crt_path, 0644, err);
    BIO_free(key_bio); /* cleanses what it held */
    BIO_free(crt_bio);
    return code;
}

int cert_authority_make(const char *key_path, const char *crt_path, struct error *err)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *crt = key ? cert_blank(key, "diemdanh office", NULL) : NULL;
    int code = 0;
    if (crt)
        X509V3_set_ctx(&context, crt, crt, NULL, NULL, 0);
    if (!crt || !cert_extension(crt, &context, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !cert_extension(crt, &context, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !cert_extension(crt, &context, NID_subject_key_identifier, "hash") ||
        !X509_sign(crt, key, EVP_sha256()))
        code = cert_broken(err, crt_path);
    else
        code = cert_save(key, crt, key_path, crt_path, err);
    X509_free(crt);
    EVP_PKEY_free(key);
    return code;
}

static EVP_PKEY *cert_key_read(const char *path)
{
    BIO *bio = BIO_new_file(path, "r");
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static X509 *cert_crt_read(const char *path)
{
    BIO *bio = BIO_new_file(path, "r");
    X509 *crt = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return crt;
}

int cert_authority_load(const char *key_path, const char *crt_path, struct cert_authority **out,
                        struct error *err)
{
    int code = 0;
    *out = NULL;
    struct cert_authority *authority = calloc(1, sizeof *authority);
    if (!authority)
        return error_set(err, ERROR_MEMORY, "out of memory");
    authority->key = cert_key_read(key_path);
    authority->crt = cert_crt_read(crt_path);
    if (!authority->key)
        code =
            error_set(err, ERROR_CONFIG,
                      "%s: holds no private key that can be read; bring it back from the backup", key_path);
    else if (!authority->crt)
        code =
            error_set(err, ERROR_CONFIG, "%s: holds no certificate; bring it back from the backup", crt_path);
    else if (!X509_check_private_key(authority->crt, authority->key))
        code = error_set(err, ERROR_CONFIG, "%s: does not belong to %s; bring both back from one backup",
                         crt_path, key_path);
    if (code) {
        cert_authority_free(authority);
        return code;
    }
    *out = authority;
    return 0;
}

void cert_authority_free(struct cert_authority *authority)
{
    if (!authority)
        return;
    X509_free(authority->crt);
    EVP_PKEY_free(authority->key);
    free(authority);
}

static bool cert_print(const X509 *crt, char print[CERT_PRINT_BYTES])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    if (!X509_digest(crt, EVP_sha256(), digest, &length))
        return false;
    hex_encode(digest, length, print);
    return true;
}

int cert_authority_print(const struct cert_authority *authority, char print[CERT_PRINT_BYTES],
                         struct error *err)
{
    return cert_print(authority->crt, print) ? 0 : cert_broken(err, "the authority's certificate");
}

int cert_issue(const struct cert_authority *authority, const struct cert_wish *wish, struct error *err)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *crt = key ? cert_blank(key, wish->name, authority->crt) : NULL;
    int code;
    if (crt)
        X509V3_set_ctx(&context, authority->crt, crt, NULL, NULL, 0);
    if (!crt || !cert_extension(crt, &context, NID_basic_constraints, "critical,CA:FALSE") ||
        !cert_extension(crt, &context, NID_key_usage, "critical,digitalSignature") ||
        !cert_extension(crt, &context, NID_ext_key_usage, wish->hosts ? "serverAuth" : "clientAuth") ||
        !cert_extension(crt, &context, NID_subject_key_identifier, "hash") ||
        !cert_extension(crt, &context, NID_authority_key_identifier, "keyid:always") ||
        (wish->hosts && !cert_hosts_add(crt, &context, wish)) ||
        !X509_sign(crt, authority->key, EVP_sha256()))
        code = cert_broken(err, wish->crt_path);
    else
        code = cert_save(key, crt, wish->key_path, wish->crt_path, err);
    X509_free(crt);
    EVP_PKEY_free(key);
    return code;
}

static bool cert_names_hosts(X509 *crt, const struct cert_wish *wish)
{
    for (int i = 0; i < wish->host_count; i++) {
        const char *host = wish->hosts[i];
        int match = cert_host_is_address(host)
                        ? X509_check_ip_asc(crt, host, 0)
                        : X509_check_host(crt, host, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL);
        if (match != 1)
            return false;
    }
    return true;
}

bool cert_fits(const struct cert_authority *authority, const struct cert_wish *wish,
               char print[CERT_PRINT_BYTES], char *why, unsigned capacity)
{
    print[0] = why[0] = '\0';
    if (access(wish->key_path, F_OK) && access(wish->crt_path, F_OK))
        return false;
    EVP_PKEY *key = cert_key_read(wish->key_path), *signer = X509_get_pubkey(authority->crt);
    X509 *crt = cert_crt_read(wish->crt_path);
    char name[256] = "";
    time_t soon = time(NULL) + CERT_RENEW_SECONDS;
    const char *problem = NULL;
    if (crt)
        X509_NAME_get_text_by_NID(X509_get_subject_name(crt), NID_commonName, name, sizeof name);
    if (!key || !crt)
        problem = "the key or the certificate is missing or cannot be read";
    else if (!X509_check_private_key(crt, key))
        problem = "the key does not belong to the certificate";
    else if (!signer || X509_verify(crt, signer) != 1)
        problem = "the certificate was signed by another authority";
    else if (strcmp(name, wish->name))
        problem = "the certificate has another name";
    else if (X509_cmp_time(X509_get0_notAfter(crt), &soon) < 0)
        problem = "the certificate ends within 30 days";
    else if (wish->hosts && !cert_names_hosts(crt, wish))
        problem = "the certificate does not name all hosts";
    else if (!cert_print(crt, print))
        problem = "the certificate cannot be hashed";
    if (problem)
        snprintf(why, capacity, "%s", problem);
    X509_free(crt);
    EVP_PKEY_free(signer);
    EVP_PKEY_free(key);
    return problem == NULL;
}

int cert_until(const char *crt_path, char until[CERT_UNTIL_BYTES], struct error *err)
{
    struct tm end;
    X509 *crt = cert_crt_read(crt_path);
    bool read = crt && ASN1_TIME_to_tm(X509_get0_notAfter(crt), &end) &&
                strftime(until, CERT_UNTIL_BYTES, "%Y-%m-%dT%H:%M:%SZ", &end) == CERT_UNTIL_BYTES - 1;
    X509_free(crt);
    return read ? 0 : error_set(err, ERROR_CONFIG, "%s: is no certificate with an end", crt_path);
}
