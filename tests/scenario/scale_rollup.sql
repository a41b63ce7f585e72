-- National figures: what a province publishes, and what the nation's database receives. No name, no card, no fact leaves
-- the province. Run in both as the administrator; in the province with -v province=ID, in the nation's with -v province=.
create schema if not exists training_national;

create table training_national.session_figure (
  province_id text not null,
  session_id  text not null,
  class_id    text not null,
  starts_at   timestamptz not null,
  enrolled    int not null,
  present     int not null,
  late        int not null,
  absent      int not null,
  figured_at  timestamptz not null default now(),
  primary key (province_id, session_id)
);

select :'province' <> '' as at_province \gset
\if :at_province
-- Figures of the sessions that begin on or after a day, made anew; only what differs is written, so only that travels.
create function training_national.figure(in_province text, in_from date) returns int8 language sql as $$
  with now_is as (
    select s.session_id, s.class_id, s.starts_at, count(*)::int as enrolled,
           count(*) filter (where r.status = 'present')::int as present,
           count(*) filter (where r.status in ('late', 'left_early', 'half'))::int as late,
           count(*) filter (where r.status in ('excused', 'unexcused'))::int as absent
    from training.session s join training.roll r using (session_id)
    where s.starts_at >= in_from
    group by s.session_id
  ), written as (
    insert into training_national.session_figure as f
      (province_id, session_id, class_id, starts_at, enrolled, present, late, absent)
    select in_province, n.* from now_is n
    on conflict (province_id, session_id) do update
      set class_id = excluded.class_id, starts_at = excluded.starts_at, enrolled = excluded.enrolled,
          present = excluded.present, late = excluded.late, absent = excluded.absent, figured_at = now()
      where (f.class_id, f.starts_at, f.enrolled, f.present, f.late, f.absent) is distinct from
            (excluded.class_id, excluded.starts_at, excluded.enrolled, excluded.present, excluded.late, excluded.absent)
    returning 1)
  select count(*) from written
$$;
create publication national for table training_national.session_figure;
create role national login replication;
grant usage on schema training_national to national;
grant select on training_national.session_figure to national;
\endif
