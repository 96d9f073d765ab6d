# A bytearray refuses to grow while a view of it is in use. Finding that out must not cost long lists and dicts their items.
from array import array


class Item:
    def __init__(self, number):
        self.text = "item %d" % number


long_list = [Item(number) for number in range(3000)]
long_dict = {number: Item(number) for number in range(3000)}
for kind in (bytearray(b"abc"), array("b", [1, 2, 3])):
    view = memoryview(kind)
    for attempt in range(3):
        try:
            kind.append(1)
        except BufferError as error:
            print(error)
    garbage = [[number] for number in range(20000)]
    print(long_list[0].text, long_list[-1].text, long_dict[2999].text)
    print(all(item.text == "item %d" % number for number, item in enumerate(long_list)))
    print(all(item.text == "item %d" % number for number, item in long_dict.items()))
    view.release()
    kind.append(1)
    print(len(kind))
