# socket and select: pairs, TCP and UDP on localhost without threads, timeouts, options, addresses, polling, and errors.
import array
import os
import select
import selectors
import socket


def attempt(function, *arguments):
    try:
        print(repr(function(*arguments)))
    except Exception as error:
        print(type(error).__name__, error)


a, b = socket.socketpair()
print(a.send(b"hello"), b.recv(3), b.recv(100), a.family.name, a.type.name, a.proto)
a.sendall(b"x" * 1000)
buffer = bytearray(600)
print(b.recv_into(buffer), buffer[:3], b.recv_into(memoryview(buffer)[10:], 50), len(b.recv(4096)))
b.settimeout(0.01)
attempt(b.recv, 1)
b.setblocking(False)
attempt(b.recv, 1)
print(b.gettimeout(), b.getblocking(), a.gettimeout(), a.timeout)
a.close()
b.setblocking(True)
print(b.recv(10), a.fileno())
attempt(a.send, b"late")
b.close()

server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]
client = socket.create_connection(("127.0.0.1", port), timeout=5)
peer, address = server.accept()
print(address == client.getsockname(), client.getpeername() == ("127.0.0.1", port), client.gettimeout(), peer.gettimeout())
with client.makefile("rw", newline="\n") as stream, peer.makefile("rwb") as other:
    stream.write("GET / HTTP/1.0\n")
    stream.flush()
    print(other.readline())
    other.write(b"200 OK\nbody\n")
    other.flush()
    print(stream.readline(), stream.readline())
client.shutdown(socket.SHUT_WR)
print(peer.recv(10), client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
print(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0, server.getsockopt(1, 2, 4)[0] != 0)
for sock in (client, peer, server):
    sock.close()
attempt(socket.create_connection, ("127.0.0.1", port), 1)

one, two = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
one.bind(("127.0.0.1", 0))
two.sendto(b"datagram", one.getsockname())
data, source = one.recvfrom(100)
print(data, source[0], one.sendto(b"back", 0, ("127.0.0.1", two.getsockname()[1])), two.recv(10))
one.close()
two.close()

path = "/tmp/socket_module_%d" % os.getpid()
with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as caller:
    listener.bind(path)
    listener.listen()
    caller.connect(path)
    answerer, name = listener.accept()
    print(name, listener.getsockname() == path, caller.getpeername() == path)
    reading, writing = os.pipe()
    socket.send_fds(caller, [b"with a descriptor"], [writing])
    message, descriptors, flags, sender = socket.recv_fds(answerer, 100, 2)
    os.write(descriptors[0], b"through the copy")
    print(message, len(descriptors), os.read(reading, 100), sender)
    for descriptor in (reading, writing, descriptors[0]):
        os.close(descriptor)
    answerer.close()
os.unlink(path)

a, b = socket.socketpair()
print(select.select([a, b], [a], [], 0)[1] == [a], select.select([b], [], [], 0.01))
a.send(b"1")
print(select.select([a, b], [], [], 1)[0] == [b])
poll = select.poll()
poll.register(b, select.POLLIN)
poll.register(a.fileno(), select.POLLOUT | select.POLLIN)
print(sorted(events for _, events in poll.poll(100)))
poll.unregister(a)
attempt(poll.modify, 9999, 1)
with select.epoll() as epoll:
    epoll.register(b, select.EPOLLIN | select.EPOLLET)
    print(epoll.poll(1) == [(b.fileno(), 1)], epoll.poll(0), epoll.closed)
    epoll.unregister(b)
print(epoll.closed)
attempt(epoll.poll)
with selectors.DefaultSelector() as selector:
    selector.register(b, selectors.EVENT_READ, "data")
    print([(key.data, mask) for key, mask in selector.select(0)], type(selector).__name__)
a.close()
b.close()
attempt(select.select, [1], [], [], "x")
attempt(select.select, [], [], [], -1)
attempt(select.select, ["x"], [], [])
attempt(select.select, 1, [], [])
attempt(select.epoll, -2)

print(socket.inet_aton("127.1"), socket.inet_ntoa(b"\1\2\3\4"), socket.inet_pton(socket.AF_INET6, "::1")[-1], socket.inet_ntop(10, b"\0" * 15 + b"\1"))
print(socket.htons(1), socket.ntohl(1), socket.gethostbyname("127.0.0.1"), socket.CMSG_LEN(4), socket.CMSG_SPACE(4))
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
print(socket.getaddrinfo("::1", 443, 0, socket.SOCK_STREAM)[0][4])
s = socket.socket()
for call in [(s.bind, 1), (s.bind, ("x",)), (s.bind, ("127.0.0.1", "x")), (s.bind, ("127.0.0.1", 99999)), (s.recv, -1),
             (s.settimeout, -1), (s.settimeout, "x"), (s.send, "x"), (s.getsockopt, 1, 99), (s.accept,), (s.getpeername,),
             (socket.socket, 99), (socket.inet_aton, "x"), (socket.inet_ntoa, b"x"), (socket.htons, 70000), (socket.htons, -1),
             (socket.ntohl, 1 << 32), (socket.inet_pton, 2, "x")]:
    attempt(*call)
s.close()
print(s, socket.timeout is TimeoutError, socket.gaierror.__bases__)
