/* Extended attributes of files and device numbers, for the module posix: macros and functions that Swift does not see.
 * A file is meant by its descriptor, or with -1 for that by its path, whose last link is followed or not. */
#include "c_library.h"
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/xattr.h>

long vm_get_attribute(int file, const char *path, int follow, const char *name, void *value, size_t bytes) {
  if (file >= 0) return fgetxattr(file, name, value, bytes);
  return follow ? getxattr(path, name, value, bytes) : lgetxattr(path, name, value, bytes);
}

long vm_set_attribute(int file, const char *path, int follow, const char *name, const void *value, size_t bytes,
                      int flags) {
  if (file >= 0) return fsetxattr(file, name, value, bytes, flags);
  return follow ? setxattr(path, name, value, bytes, flags) : lsetxattr(path, name, value, bytes, flags);
}

long vm_remove_attribute(int file, const char *path, int follow, const char *name) {
  if (file >= 0) return fremovexattr(file, name);
  return follow ? removexattr(path, name) : lremovexattr(path, name);
}

long vm_list_attributes(int file, const char *path, int follow, char *names, size_t bytes) {
  if (file >= 0) return flistxattr(file, names, bytes);
  return follow ? listxattr(path, names, bytes) : llistxattr(path, names, bytes);
}

unsigned vm_major(unsigned long device) { return major(device); }
unsigned vm_minor(unsigned long device) { return minor(device); }
unsigned long vm_device(unsigned major, unsigned minor) { return makedev(major, minor); }
