/* Service notification (sd_notify(3) protocol, over $NOTIFY_SOCKET); does nothing when not under a service
 * manager. */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

/* Sends e.g. "READY=1" or "WATCHDOG=1". */
void notify_send(const char *state);

#endif
