"""Ray tracer: spheres over a chequered floor, with vectors as objects that overload operators."""
import math

SIZE, SMALL = 140, 10
EXPECTED = (4015.940566, 4366.188535, 4979.105331, 1.663189)


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def normalized(self):
        return self * (1.0 / math.sqrt(self.dot(self)))

    def reflected(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.normalized()

    def at(self, distance):
        return self.origin + self.direction * distance


class Sphere:
    def __init__(self, center, radius, color, mirror):
        self.center = center
        self.radius = radius
        self.color = color
        self.mirror = mirror

    def hit(self, ray):
        to_center = self.center - ray.origin
        along = to_center.dot(ray.direction)
        rest = self.radius ** 2 - to_center.dot(to_center) + along * along
        if rest < 0.0:
            return None
        distance = along - math.sqrt(rest)
        return distance if distance > 1e-6 else None

    def normal(self, point):
        return (point - self.center).normalized()

    def color_at(self, point):
        return self.color


class Floor:
    mirror = 0.1

    def __init__(self, height):
        self.height = height
        self.up = Vector(0.0, 1.0, 0.0)

    def hit(self, ray):
        if abs(ray.direction.y) < 1e-9:
            return None
        distance = (self.height - ray.origin.y) / ray.direction.y
        return distance if distance > 1e-6 else None

    def normal(self, point):
        return self.up

    def color_at(self, point):
        dark = (math.floor(point.x) + math.floor(point.z)) % 2
        return Vector(0.1, 0.1, 0.1) if dark else Vector(0.9, 0.9, 0.9)


class Scene:
    def __init__(self, things, light):
        self.things = things
        self.light = light

    def nearest(self, ray):
        best, found = None, None
        for thing in self.things:
            distance = thing.hit(ray)
            if distance is not None and (best is None or distance < best):
                best, found = distance, thing
        return best, found

    def trace(self, ray, depth):
        distance, thing = self.nearest(ray)
        if thing is None:
            return Vector(0.3, 0.5, 0.8) * max(0.0, ray.direction.y)
        point = ray.at(distance)
        normal = thing.normal(point)
        to_light = (self.light - point).normalized()
        brightness = 0.15
        if self.nearest(Ray(point + normal * 1e-4, to_light))[1] is None:
            brightness += 0.85 * max(0.0, normal.dot(to_light))
        color = thing.color_at(point) * brightness
        if depth and thing.mirror:
            reflection = self.trace(Ray(point + normal * 1e-4, ray.direction.reflected(normal)), depth - 1)
            color = color * (1.0 - thing.mirror) + reflection * thing.mirror
        return color


def run(n):
    """Renders n×n points; returns their sum and the brightest."""
    scene = Scene([Sphere(Vector(0.0, 0.5, 5.0), 1.2, Vector(0.9, 0.2, 0.2), 0.4),
                   Sphere(Vector(-1.8, 0.0, 4.0), 0.7, Vector(0.2, 0.9, 0.2), 0.2),
                   Sphere(Vector(1.6, -0.2, 3.5), 0.5, Vector(0.2, 0.2, 0.9), 0.6),
                   Floor(-0.7)], Vector(-5.0, 8.0, -3.0))
    eye = Vector(0.0, 0.6, -2.0)
    total = Vector(0.0, 0.0, 0.0)
    brightest = 0.0
    for row in range(n):
        for column in range(n):
            direction = Vector(2.0 * column / n - 1.0, 1.0 - 2.0 * row / n, 2.0)
            color = scene.trace(Ray(eye, direction), 2)
            total = total + color
            brightest = max(brightest, color.dot(color))
    return round(total.x, 6), round(total.y, 6), round(total.z, 6), round(brightest, 6)


if __name__ == "__main__":
    print(run(SMALL))
