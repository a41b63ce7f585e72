/* The program diemdanh-panel: lights, buzzer, door relay and the reader's reset line (protocol.md, "panel").
 */
#ifndef PANEL_PANEL_H
#define PANEL_PANEL_H

/* Runs the program until the end of standard input, SIGTERM, SIGINT, SIGHUP, or the parent's death; the lines
 * are safe when it returns. Returns the exit status: 0 done, 1 failed, 2 wrong use or configuration. */
int panel_main(int argc, char **argv);

#endif
