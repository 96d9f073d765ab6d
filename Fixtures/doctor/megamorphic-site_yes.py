# One line calls the methods of forty classes.
import time

classes = [type(f"Shape{number}", (), {"area": (lambda area: lambda self: area)(number)}) for number in range(40)]
shapes = [classes[number * 7 % 40]() for number in range(4000)]


def total(shapes):
    result = 0
    for shape in shapes:
        result += shape.area()  # FINDING
    return result


end = time.process_time() + 1.0
while time.process_time() < end:
    total(shapes)
