/* What a PIN must look like. */
#ifndef OFFICE_PIN_FORM_H
#define OFFICE_PIN_FORM_H

/* NULL when a PIN is good, else what is wrong and how to mend it; the text never holds the PIN. Weak ones are a digit or a
 * group of two or three repeated, runs such as 123456, and dates (DDMMYY, YYYYMM). */
const char *pin_problem(const char *pin);

#endif
