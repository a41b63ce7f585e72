#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync_fuzz.h"

void world_connect(struct world *world, const char *conninfo)
{
    if (conninfo)
        world->admin = PQconnectdb(conninfo);
    else
        PQreset(world->admin);
    if (PQstatus(world->admin) != CONNECTION_OK)
        die("the database", PQerrorMessage(world->admin));
    PQclear(world_sql(world, "set search_path = training"));
}

int chain_compare(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_BYTES);
}

uint8_t *centre_chains(struct world *world, int *count)
{
    PGresult *result = PQexecParams(world->admin, "select chain from training.fact order by chain", 0, NULL,
                                    NULL, NULL, NULL, 1);
    *count = PQntuples(result);
    uint8_t *chains = malloc((size_t)*count * DIGEST_BYTES + 1);
    for (int i = 0; i < *count; i++)
        memcpy(chains + (size_t)i * DIGEST_BYTES, PQgetvalue(result, i, 0), DIGEST_BYTES);
    PQclear(result);
    return chains;
}

void world_orphans(struct world *world, bool fresh)
{
    int count;
    uint8_t *chains = centre_chains(world, &count);
    for (int i = 0; i < world->fact_count; i++) {
        struct world_fact *fact = &world->facts[i];
        if (fact->holders || fact->kept == fresh)
            continue;
        fact->kept = bsearch(fact->chain, chains, (size_t)count, DIGEST_BYTES, chain_compare) != NULL;
    }
    free(chains);
}

void centre_tables(struct world *world)
{
    PGresult *result = world_sql(
        world,
        "select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_class c "
        "join pg_attribute a on a.attrelid = format('training.%I', c.relname)::regclass and a.attnum > 0 "
        "and not a.attisdropped and a.attgenerated = '' where c.relkind = 'r' and c.relnamespace = "
        "'saved0'::regnamespace group by 1 order by 1");
    world->table_count = PQntuples(result);
    if (world->table_count == 0 || world->table_count > WORLD_TABLES)
        die("schema saved0", "no tables, or too many");
    for (int i = 0; i < world->table_count; i++) {
        struct world_table *table = &world->tables[i];
        if (PQgetlength(result, i, 0) >= (int)sizeof table->name ||
            PQgetlength(result, i, 1) >= (int)sizeof table->columns)
            die("a table of the centre", PQgetvalue(result, i, 0));
        memcpy(table->name, PQgetvalue(result, i, 0), (size_t)PQgetlength(result, i, 0) + 1);
        memcpy(table->columns, PQgetvalue(result, i, 1), (size_t)PQgetlength(result, i, 1) + 1);
    }
    PQclear(result);
}

/* Copies a table's rows between the schemas saved0, saved1 and training; what is generated, generates itself. */
static void table_copy(struct world *world, const struct world_table *table, const char *to, const char *from)
{
    char text[2500];
    snprintf(text, sizeof text, "insert into %s.%s (%s) select %s from %s.%s", to, table->name,
             table->columns, table->columns, from, table->name);
    PQclear(world_sql(world, text));
}

/* Rows are deleted, not truncated: the tables are small, and each truncation makes files. */
void centre_empty(struct world *world)
{
    char text[2000] = "";
    for (int i = 0; i < world->table_count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "delete from training.%s; ",
                 world->tables[i].name);
    PQclear(world_sql(world, text));
}

void centre_save(struct world *world, int slot)
{
    char saved[16], text[200];
    snprintf(saved, sizeof saved, "saved%d", slot);
    for (int i = 0; i < world->table_count; i++) {
        snprintf(text, sizeof text, "delete from %s.%s", saved, world->tables[i].name);
        PQclear(world_sql(world, text));
        table_copy(world, &world->tables[i], saved, "training");
    }
    world->snapshot[slot] = true;
}

void centre_restore(struct world *world, int slot)
{
    char saved[16];
    snprintf(saved, sizeof saved, "saved%d", slot);
    if (!world->snapshot[slot])
        return;
    PQclear(world_sql(world, "begin"));
    centre_empty(world);
    for (int i = 0; i < world->table_count; i++)
        table_copy(world, &world->tables[i], "training", saved);
    PQclear(world_sql(world, "commit"));
    world_orphans(world, false);
}

/* As the office does it: the row, the role, then what is open; the last is left out now and then. */
void centre_revoke(struct world *world, int kiosk)
{
    char text[400];
    int length = snprintf(
        text, sizeof text,
        "update training.kiosk set revoked_at = coalesce(revoked_at, now()) where kiosk_id = 'P101-%c'",
        'A' + kiosk);
    if (world_random(world, 2))
        snprintf(text + length, sizeof text - (size_t)length,
                 "; alter role \"P101-%c\" nologin; select pg_terminate_backend(pid) from pg_stat_activity "
                 "where usename = 'P101-%c'",
                 'A' + kiosk, 'A' + kiosk);
    PQclear(world_sql(world, text));
    world->kept_out = true;
}

/* kiosk_push as this version calls it is not there. */
void centre_schema_away(struct world *world)
{
    PQclear(world_sql(world, "do $$ begin if to_regproc('training.kiosk_push') is not null then "
                             "alter function training.kiosk_push set schema mended; end if; end $$"));
    world->kept_out = true;
}

void centre_heal(struct world *world)
{
    PQclear(world_sql(world, "update training.kiosk set revoked_at = null where revoked_at is not null; "
                             "alter role \"P101-A\" login; alter role \"P101-B\" login; "
                             "do $$ begin if to_regproc('mended.kiosk_push') is not null then "
                             "alter function mended.kiosk_push set schema training; end if; end $$"));
    world->kept_out = false;
}
