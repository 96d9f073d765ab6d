/* The C library's complex functions by number: what Swift cannot import. */
#include <complex.h>

#include "c_library.h"

void vm_complex_function(int function, double re, double im, double *resultRe, double *resultIm) {
  double complex z = __builtin_complex(re, im);
  switch (function) {
  case VM_CSQRT: z = csqrt(z); break;
  case VM_CLOG: z = clog(z); break;
  case VM_CEXP: z = cexp(z); break;
  case VM_CCOSH: z = ccosh(z); break;
  case VM_CSINH: z = csinh(z); break;
  case VM_CTANH: z = ctanh(z); break;
  case VM_CACOS: z = cacos(z); break;
  case VM_CACOSH: z = cacosh(z); break;
  case VM_CASINH: z = casinh(z); break;
  case VM_CATANH: z = catanh(z); break;
  }
  *resultRe = creal(z);
  *resultIm = cimag(z);
}
