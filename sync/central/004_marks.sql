-- A learner's marks in a session are looked up by both: by the session alone, each of its marks is read again for each seat.
-- An id of more than 200 bytes decides nothing and stays out, for a text of more than 2,700 fits in no tree.
drop index fact_mark;
create index fact_mark on fact (session_id, member_id)
  where kind = 'mark' and octet_length(session_id) <= 200 and octet_length(member_id) <= 200;
