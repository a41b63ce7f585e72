/* Scenes beyond the pictures: the room swap, closing the roll, the whole log, what an act came to. */
#ifndef STAFF_DATA3_H
#define STAFF_DATA3_H

#include "screens/staff.h"

void scene_rooms(struct staff_state *state, struct screen_state *door);
void scene_rooms_wait(struct staff_state *state, struct screen_state *door);
void scene_rooms_free(struct staff_state *state, struct screen_state *door); /* asked: nobody is there */
void scene_rooms_busy(struct staff_state *state, struct screen_state *door); /* asked: another class is */
void scene_rooms_later(struct staff_state *state,
                       struct screen_state *door); /* asked: another class will be */
void scene_rooms_other(struct staff_state *state, struct screen_state *door); /* no session here today */
void scene_rooms_bring(struct staff_state *state, struct screen_state *door);
void scene_close(struct staff_state *state, struct screen_state *door);
void scene_close_nobody(struct staff_state *state, struct screen_state *door);
void scene_log(struct staff_state *state, struct screen_state *door);
void scene_news_moved(struct staff_state *state, struct screen_state *door);
void scene_news_closed(struct staff_state *state, struct screen_state *door);
void scene_news_failed(struct staff_state *state, struct screen_state *door);

#endif
