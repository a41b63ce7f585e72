-- Rooms that a session has left, or that doors moved it to, the present one as well: who was counted there stays so (rule_place).
create table session_former (
  session_id text not null references session on delete cascade,
  room_id    text not null,
  primary key (session_id, room_id)
);
insert into session_former select session_id, room_id from session where room_id <> held_room_id;
