# Resizing a bytearray or an array while memory views of it are in use, dropped or released.
def mk():
    d=bytearray(b"hello"); return d, memoryview(d)
def run():
  from array import array
  for code in ("d.append(1)","d.extend(b'ab')","d.extend(b'')","d+=b'x'","d+=b''","d.insert(0,1)","d.pop()","d.remove(104)","d.clear()","d[0:2]=b'ab'","d[0:2]=b'abc'","del d[0]","del d[0:2]","d.reverse()","d*=2","d*=1","d[::2]=b'abc'","del d[::2]","d.__init__(b'abc')","d.__init__(b'abcde')","d.__init__()"):
    d,m=mk()
    try: exec(code); print(code,"ok",d)
    except BaseException as e: print(code,type(e).__name__, e, d)
  for code in ("d.append(1)","d.extend([])","d.extend([1])","d+=array('i')","d.insert(0,1)","d.pop()","d.remove(1)","d[0:2]=array('i',[1,2])","d[0:2]=array('i',[1])","del d[0]","del d[0:2]","d.reverse()","d*=2","d*=1","del d[::2]","d.frombytes(b'abcd')","d.fromlist([1])"):
    d=array('i',[1,2,3]); m=memoryview(d)
    try: exec(code); print(code,"ok",d)
    except BaseException as e: print(code,type(e).__name__, e, d)
  d = bytearray(b"abc"*100)
  for i in range(300):
    x = bytes(memoryview(d)[2:4])
    del d[:1]
    d += b"xyz"
  print(len(d))
run()
