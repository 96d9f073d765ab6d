#include "csampler.h"
