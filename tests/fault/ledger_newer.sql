-- A ledger as a later version may keep it: the facts of the ledger :other, another one of this device, stand in the same table,
-- and a view shows all of them under the old name. Run by sqlite3 on a ledger of this version, which stays whole.
ATTACH :other AS other;
BEGIN IMMEDIATE;
CREATE TABLE fact_of_ledgers AS
    SELECT (SELECT value FROM main.state WHERE name = 'ledger_id') AS ledger_id, * FROM main.fact
    UNION ALL SELECT (SELECT value FROM other.state WHERE name = 'ledger_id'), * FROM other.fact;
ALTER TABLE fact RENAME TO fact_before;
CREATE VIEW fact AS SELECT * FROM fact_of_ledgers;
PRAGMA user_version = 99;
COMMIT;
