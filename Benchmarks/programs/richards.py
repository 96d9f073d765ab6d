"""Richards: an operating-system kernel in miniature passes packets between tasks of different priorities.

Time goes to method calls on objects of several classes, attribute reads and writes, and linked lists.
"""
SIZE, SMALL = 60, 1
EXPECTED = (2322, 928)

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
KIND_DEVICE, KIND_WORK = 0, 1
PACKET_BYTES = 4
IDLE_ROUNDS = 1000


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.position = 0
        self.data = [0] * PACKET_BYTES

    def append_to(self, queue):
        """Puts the packet at the end of the linked list and returns the list's head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    """A task control block: a state of three flags, an input queue, and a behaviour in `step`."""

    def __init__(self, kernel, identity, priority, queue, waiting):
        self.kernel = kernel
        self.identity = identity
        self.priority = priority
        self.queue = queue
        self.has_packet = queue is not None
        self.waiting = waiting
        self.held = False
        self.next = kernel.tasks
        kernel.tasks = self
        kernel.table[identity] = self

    def is_blocked(self):
        return self.held or (self.waiting and not self.has_packet)

    def run(self):
        packet = None
        if self.waiting and self.has_packet:
            packet = self.queue
            self.queue = packet.link
            self.has_packet = self.queue is not None
            self.waiting = False
        return self.step(packet)

    def receive(self, packet, sender):
        """Takes a packet; returns the task that should run next."""
        if self.queue is None:
            self.queue = packet
            self.has_packet = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self):
        self.waiting = True
        return self


class IdleTask(Task):
    def __init__(self, kernel):
        super().__init__(kernel, IDLE, 0, None, False)
        self.seed = 1
        self.remaining = IDLE_ROUNDS

    def step(self, packet):
        self.remaining -= 1
        if self.remaining == 0:
            return self.kernel.hold(self)
        if self.seed & 1 == 0:
            self.seed >>= 1
            return self.kernel.release(self, DEVICE_A)
        self.seed = (self.seed >> 1) ^ 0xD008
        return self.kernel.release(self, DEVICE_B)


class WorkerTask(Task):
    def __init__(self, kernel, queue):
        super().__init__(kernel, WORKER, 1000, queue, True)
        self.destination = HANDLER_A
        self.letter = 0

    def step(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.position = 0
        for i in range(PACKET_BYTES):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[i] = 64 + self.letter
        return self.kernel.send(self, packet)


class HandlerTask(Task):
    def __init__(self, kernel, identity, priority, queue):
        super().__init__(kernel, identity, priority, queue, True)
        self.work = None
        self.devices = None

    def step(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work = packet.append_to(self.work)
            else:
                self.devices = packet.append_to(self.devices)
        work = self.work
        if work is not None:
            position = work.position
            if position >= PACKET_BYTES:
                self.work = work.link
                return self.kernel.send(self, work)
            device = self.devices
            if device is not None:
                self.devices = device.link
                device.position = work.data[position]
                work.position = position + 1
                return self.kernel.send(self, device)
        return self.wait()


class DeviceTask(Task):
    def __init__(self, kernel, identity, priority):
        super().__init__(kernel, identity, priority, None, True)
        self.pending = None

    def step(self, packet):
        if packet is None:
            if self.pending is None:
                return self.wait()
            packet, self.pending = self.pending, None
            return self.kernel.send(self, packet)
        self.pending = packet
        return self.kernel.hold(self)


class Kernel:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.sent = 0
        self.holds = 0

    def hold(self, task):
        self.holds += 1
        task.held = True
        return task.next

    def release(self, sender, identity):
        task = self.table[identity]
        task.held = False
        return task if task.priority > sender.priority else sender

    def send(self, sender, packet):
        receiver = self.table[packet.owner]
        self.sent += 1
        packet.link = None
        packet.owner = sender.identity
        return receiver.receive(packet, sender)

    def schedule(self):
        task = self.tasks
        while task is not None:
            task = task.next if task.is_blocked() else task.run()


def simulate():
    kernel = Kernel()
    IdleTask(kernel)
    work = Packet(Packet(None, 0, KIND_WORK), 0, KIND_WORK)
    WorkerTask(kernel, work)
    for handler, device, priority in ((HANDLER_A, DEVICE_A, 2000), (HANDLER_B, DEVICE_B, 3000)):
        queue = None
        for _ in range(3):
            queue = Packet(queue, device, KIND_DEVICE)
        HandlerTask(kernel, handler, priority, queue)
    DeviceTask(kernel, DEVICE_A, 4000)
    DeviceTask(kernel, DEVICE_B, 5000)
    kernel.schedule()
    return kernel.sent, kernel.holds


def run(n):
    return [simulate() for _ in range(n)][-1]


if __name__ == "__main__":
    print(run(SMALL))
