from package_loops.circular_a import a
b = 2
