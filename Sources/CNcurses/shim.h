/* ncursesw for Swift: macros and attributes that the importer cannot see become functions and constants. */
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <term.h>
#include <termios.h>
#include <wchar.h>

static const attr_t nc_bold = A_BOLD, nc_dim = A_DIM, nc_underline = A_UNDERLINE, nc_reverse = A_REVERSE;

/* Buttons as terminals send them: 4 and 5 are the wheel. */
static const mmask_t nc_button_pressed = BUTTON1_PRESSED;
static const mmask_t nc_wheel_up = BUTTON4_PRESSED, nc_wheel_down = BUTTON5_PRESSED;

static inline int nc_lines(void) { return getmaxy(stdscr); }
static inline int nc_columns(void) { return getmaxx(stdscr); }

/* Attributes with a colour pair of any number (the classic call stops at 32767). */
static inline void nc_set_style(attr_t attributes, int pair) { attr_set(attributes, 0, &pair); }

static inline const char *nc_codeset(void) { return nl_langinfo(CODESET); }

/* Columns of a character as ncurses sees it, -1 for one that cannot be printed. */
extern int wcwidth(wchar_t);
static inline int nc_wcwidth(unsigned int scalar) { return wcwidth((wchar_t)scalar); }

/* A string capability of the current terminal, or NULL. */
static inline const char *nc_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (char *)-1 ? NULL : text;
}

/* Whether colours are given as red, green and blue. */
static inline int nc_has_direct_colour(void) { return tigetflag("RGB") > 0 || tigetnum("RGB") > 0; }
#endif
