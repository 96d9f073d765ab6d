"""N-body: the motion of the Sun and the four giant planets, a simple symplectic integrator over float lists."""
import math

SIZE, SMALL = 50000, 200
EXPECTED = (-0.169075164, -0.169078071)

SOLAR_MASS = 4 * math.pi ** 2
DAYS = 365.24

# Position (astronomical units), velocity (units per year), mass.
BODIES = {
    "sun": ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], SOLAR_MASS),
    "jupiter": ([4.84143144246472090, -1.16032004402742839, -0.103622044471123109],
                [0.00166007664274403694 * DAYS, 0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS],
                0.000954791938424326609 * SOLAR_MASS),
    "saturn": ([8.34336671824457987, 4.12479856412430479, -0.403523417114321381],
               [-0.00276742510726411925 * DAYS, 0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS],
               0.000285885980666130812 * SOLAR_MASS),
    "uranus": ([12.8943695621391310, -15.1111514016986312, -0.223307578892655734],
               [0.00296460137564761618 * DAYS, 0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS],
               0.0000436624404335156298 * SOLAR_MASS),
    "neptune": ([15.3796971148509165, -25.9193146099879641, 0.179258772950371181],
                [0.00268067772490389322 * DAYS, 0.00162824170038242295 * DAYS, -0.0000951592254519715870 * DAYS],
                0.0000515138902046611451 * SOLAR_MASS),
}


def make_system():
    bodies = [(list(p), list(v), m) for p, v, m in BODIES.values()]
    momentum = [sum(v[axis] * m for _, v, m in bodies) for axis in range(3)]
    bodies[0][1][:] = [-p / SOLAR_MASS for p in momentum]
    pairs = [(bodies[i], bodies[j]) for i in range(len(bodies)) for j in range(i + 1, len(bodies))]
    return bodies, pairs


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for (p, v, m), (q, w, n) in pairs:
            dx = p[0] - q[0]
            dy = p[1] - q[1]
            dz = p[2] - q[2]
            magnitude = dt / (dx * dx + dy * dy + dz * dz) ** 1.5
            a = n * magnitude
            b = m * magnitude
            v[0] -= dx * a
            v[1] -= dy * a
            v[2] -= dz * a
            w[0] += dx * b
            w[1] += dy * b
            w[2] += dz * b
        for p, v, _ in bodies:
            p[0] += dt * v[0]
            p[1] += dt * v[1]
            p[2] += dt * v[2]


def energy(bodies, pairs):
    total = sum(0.5 * m * (v[0] ** 2 + v[1] ** 2 + v[2] ** 2) for _, v, m in bodies)
    for (p, _, m), (q, _, n) in pairs:
        total -= m * n / math.dist(p, q)
    return total


def run(n):
    bodies, pairs = make_system()
    before = energy(bodies, pairs)
    advance(bodies, pairs, 0.01, n)
    return round(before, 9), round(energy(bodies, pairs), 9)


if __name__ == "__main__":
    print(run(SMALL))
