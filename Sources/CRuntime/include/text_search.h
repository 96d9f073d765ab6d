/* Where in a text a pattern may begin (text_search.c). */
#ifndef PITVIPER_TEXT_SEARCH_H
#define PITVIPER_TEXT_SEARCH_H

struct vm_text_filter {
  int length;                 /* how many characters in a row are tested: 1 to 8 */
  int single;                 /* the only byte that a match begins with, where nothing more is tested; or -1 */
  unsigned long first;        /* the bit of the first character of each alternative */
  unsigned long wide;         /* what stands for characters above 255 */
  unsigned long masks[256];   /* by character: bit `alternative * length + index` is set where it may stand */
  unsigned char low[4][16], high[4][16]; /* buckets by the lower and upper half of the byte */
};

/* The first place from `from` on where the filter lets a match begin, all its characters before `end`; -1 without one.
   `text`: characters of 1 << width_shift bytes. */
long vm_text_search(const struct vm_text_filter *filter, const void *text, int width_shift, long from, long end);
/* Lets `byte` stand as character `index` of an alternative. `length` is set before. */
void vm_text_filter_add(struct vm_text_filter *filter, int alternative, int index, int byte);

#endif
