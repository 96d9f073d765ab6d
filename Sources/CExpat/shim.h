/* Expat, the XML parser of the module `pyexpat`. */
#include <expat.h>
