# asyncio: tasks, timeouts, queues, locks, groups, streams and datagrams on localhost, threads, subprocesses, signals.
import asyncio
import os
import signal


async def square(number):
    await asyncio.sleep(0.001 * number)
    return number * number


async def basics():
    print(await asyncio.gather(*(square(number) for number in range(4))))
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except asyncio.TimeoutError as error:
        print("too late", repr(error))
    async with asyncio.timeout(1):
        print(await square(2))
    done, pending = await asyncio.wait([asyncio.create_task(square(number)) for number in (1, 2)])
    print(sorted(task.result() for task in done), pending)
    for finished in asyncio.as_completed([square(400), square(1)]):
        print(await finished)
    task = asyncio.create_task(asyncio.sleep(9), name="sleeper")
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print(task.get_name(), task.cancelled())
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(square(number)) for number in (1, 2)]
    print([task.result() for task in tasks])

    async def fail():
        raise ValueError("in a task")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(asyncio.sleep(9))
    except* ValueError as problems:
        print(problems.exceptions)
    print(await asyncio.gather(fail(), square(1), return_exceptions=True))


async def coordination():
    queue = asyncio.Queue(2)

    async def produce():
        for item in range(5):
            await queue.put(item)
        await queue.put(None)

    producer = asyncio.create_task(produce())
    items = []
    while (item := await queue.get()) is not None:
        items.append(item)
        queue.task_done()
    await producer
    print(items, queue.qsize())
    lock, event, order = asyncio.Lock(), asyncio.Event(), []

    async def enter(name):
        async with lock:
            order.append(name)
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(enter("a"), enter("b"))
    print(order, lock.locked())
    asyncio.get_running_loop().call_later(0.001, event.set)
    print(await event.wait())
    print(await asyncio.to_thread(sum, [1, 2, 3]))
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, len, "text"))

    async def generate():
        for number in range(3):
            yield number
            await asyncio.sleep(0)

    print([number async for number in generate()])


async def streams():
    async def serve(reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.writelines([b"first\n", b"second\n"])
    print(await reader.readline(), await reader.readexactly(7))
    writer.write_eof()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()

    loop = asyncio.get_running_loop()
    received = loop.create_future()

    class Protocol(asyncio.DatagramProtocol):
        def datagram_received(self, data, address):
            received.set_result(data)

    transport, protocol = await loop.create_datagram_endpoint(Protocol, local_addr=("127.0.0.1", 0))
    sender, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=transport.get_extra_info("sockname"))
    sender.sendto(b"datagram")
    print(await received)
    sender.close()
    transport.close()


async def outside():
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await process.communicate(b"through cat"), process.returncode)
    process = await asyncio.create_subprocess_shell("exit 3")
    print(await process.wait())
    arrived = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, arrived.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    print(await asyncio.wait_for(arrived.wait(), 5))


for part in (basics, coordination, streams, outside):
    asyncio.run(part())
