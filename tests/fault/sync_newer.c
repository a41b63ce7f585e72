/* diemdanh-sync of a later version, whose ledger keeps the facts of several ledgers in one table (ledger_newer.sql): it knows
 * which are its own. With SYNC_BLIND, for controls, it takes a ledger of any version for one of its own. Otherwise the same
 * program. */
#include "agent/agent.h"
#include "ledger/schema.h"

int __real_schema_recognise(struct ledger *ledger, struct error *err);
int __wrap_schema_recognise(struct ledger *ledger, struct error *err);

int __wrap_schema_recognise(struct ledger *ledger, struct error *err)
{
    int code = __real_schema_recognise(ledger, err);
    if (code != ERROR_VERSION)
        return code;
#ifdef SYNC_BLIND
    return 0;
#else
    return store_script(ledger,
                        "CREATE TEMP VIEW IF NOT EXISTS fact AS SELECT * FROM fact_of_ledgers "
                        "WHERE ledger_id = (SELECT value FROM state WHERE name = 'ledger_id')",
                        "reading a ledger of the next version", err);
#endif
}

int main(int argc, char **argv)
{
    return agent_main(argc, argv);
}
