"""Particles in a box as objects of several classes: properties, inheritance, super() and operators in a simulation."""
SIZE, SMALL = 4000, 3
EXPECTED = (2349.480499, 2873, -219.447933)


class Body:
    def __init__(self, x, y, vx, vy):
        self.x, self.y, self.vx, self.vy = x, y, vx, vy
        self.bounces = 0

    @property
    def energy(self):
        return 0.5 * self.mass * (self.vx ** 2 + self.vy ** 2)

    def move(self, dt):
        self.x += self.vx * dt
        self.y += self.vy * dt
        if not 0.0 <= self.x <= 100.0:
            self.vx = -self.vx
            self.bounce()
        if not 0.0 <= self.y <= 100.0:
            self.vy = -self.vy
            self.bounce()

    def bounce(self):
        self.bounces += 1
        self.x = min(max(self.x, 0.0), 100.0)
        self.y = min(max(self.y, 0.0), 100.0)


class Ball(Body):
    mass = 2.0

    def bounce(self):
        super().bounce()
        self.vx *= 0.999
        self.vy *= 0.999


class Rocket(Body):
    def __init__(self, x, y, vx, vy, fuel):
        super().__init__(x, y, vx, vy)
        self.fuel = fuel

    @property
    def mass(self):
        return 1.0 + self.fuel

    def move(self, dt):
        if self.fuel > 0.0:
            self.fuel -= 0.01 * dt
            self.vy += 0.05 * dt
        super().move(dt)


class Charged(Ball):
    def __init__(self, *state, charge):
        super().__init__(*state)
        self.charge = charge

    def move(self, dt):
        self.vx, self.vy = self.vx - self.charge * self.vy * dt, self.vy + self.charge * self.vx * dt
        super().move(dt)


def make():
    bodies = []
    for i in range(120):
        state = float(i % 97), float(i * 7 % 89), (i % 11) - 5.0, (i % 13) - 6.0
        if i % 3 == 0:
            bodies.append(Ball(*state))
        elif i % 3 == 1:
            bodies.append(Rocket(*state, fuel=1.0 + i / 100))
        else:
            bodies.append(Charged(*state, charge=0.01 * (i % 5)))
    return bodies


def run(n):
    bodies = make()
    for _ in range(n):
        for body in bodies:
            body.move(0.1)
    energy, apart = sum(b.energy for b in bodies), sum(b.x - b.y for b in bodies)
    return round(energy, 6), sum(b.bounces for b in bodies), round(apart, 6)


if __name__ == "__main__":
    print(run(SMALL))
