from package_loops.circular_b import b
a = 1
