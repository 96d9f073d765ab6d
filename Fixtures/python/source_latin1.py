# -*- coding: latin-1 -*-
# A source in another encoding.
name = "café üß"
print(name, len(name), [ord(c) for c in name])
print(ascii(name), name.encode(), b"\xe9".decode("latin-1") in name)
