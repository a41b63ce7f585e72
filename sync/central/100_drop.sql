-- The files from 100 on are code: functions and views, made anew as a whole whenever the text of one of them has changed.
-- Views are dropped first, last made first; functions are replaced.
drop view if exists kiosk_health;
drop view if exists roll;
drop view if exists rule_roll;
drop view if exists rule_session, rule_enrolment, rule_tap, rule_mark, rule_excused;
drop view if exists session_state;
drop view if exists fact_at;
