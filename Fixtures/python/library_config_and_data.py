# configparser, json, csv, tomllib, urllib.parse, ipaddress, uuid, html.parser, email: formats read and written.
import configparser, csv, email, io, ipaddress, json, tomllib, urllib.parse as u, uuid
from email.message import EmailMessage
from html.parser import HTMLParser

config = configparser.ConfigParser()
config.read_string('[DEFAULT]\nhome = /root\n[one]\npath = %(home)s/x\nflag = yes\nlist =\n  a\n  b\n[two]\nnumber: 5 ; not a comment\n')
print(config.sections(), config['one']['path'], config.getboolean('one', 'flag'), repr(config['one']['list']), config.get('two', 'number'), config.get('two', 'none', fallback=None), dict(config['two']))
config['three'] = {'a': '1'}
output = io.StringIO()
config.write(output)
print(output.getvalue())
for text in ['no section', '[a]\n[a]\n', '[a]\nx=%(y)s']:
    try:
        broken = configparser.ConfigParser()
        broken.read_string(text)
        print(broken['a']['x'])
    except configparser.Error as error:
        print(type(error).__name__, str(error).splitlines()[0])
print(tomllib.loads('a = 1\n[t]\nb = [1.5, "x", true]\nd = 1979-05-27T07:32:00Z\n[[arr]]\nk = \'lit\'\n[[arr]]\ns = """m\nl"""\n'))
try:
    tomllib.loads('a = \n')
except tomllib.TOMLDecodeError as error:
    print(error)
print(json.dumps({'b': [1, 2.5, None, True, 'é"\n'], 'a': {}}, indent=2, sort_keys=True), json.dumps('é', ensure_ascii=False), json.dumps([1, 2], separators=(',', ':')), json.loads('{"a": [1e3, -0, "\\u00e9\\ud83d\\ude00"]}', parse_float=str))
for bad in ['{"a":}', '[1,]', '"abc', 'nul', '[1] 2', '{1: 2}']:
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(error)
print(json.dumps({1: 2, None: 3, (1).real: 4}), json.dumps(1 + 2j, default=str), json.loads('[NaN, Infinity]'), json.loads('{"a": 1}', object_pairs_hook=list))
rows = list(csv.DictReader(io.StringIO('a,b\n1,"x, ""y"""\n2,\n')))
print(rows)
writer = csv.writer(output := io.StringIO(), delimiter=';', quoting=csv.QUOTE_NONNUMERIC)
writer.writerows([['a', 1, 2.5], ['b"c', None, 'd;e']])
print(output.getvalue(), csv.Sniffer().sniff('a|b|c\n1|2|3\n').delimiter)
parts = u.urlparse('https://user:pw@host.com:8080/path;p?q=1&r=a%20b#frag')
print(parts, parts.hostname, parts.port, u.parse_qs(parts.query), u.urlencode({'a': 'b c', 'd': ['1', '2']}, doseq=True), u.quote('a b/é?'), u.unquote_plus('a+b%C3%A9'), u.urljoin('http://a/b/c', '../d?x'), u.urlsplit('//h/p').geturl(), u.urlunparse(parts))
print(ipaddress.ip_address('192.168.0.1').is_private, list(ipaddress.ip_network('10.0.0.0/30').hosts()), ipaddress.ip_address('::1') + 1, ipaddress.ip_network('2001:db8::/32').num_addresses, ipaddress.ip_interface('1.2.3.4/24').network, sorted(map(ipaddress.ip_address, ['10.0.0.2', '9.9.9.9'])))
try:
    ipaddress.ip_address('1.2.3.256')
except ValueError as error:
    print(error)
print(uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org'), uuid.UUID('12345678123456781234567812345678').urn, uuid.UUID(int=5).hex, uuid.uuid3(uuid.NAMESPACE_URL, 'x').version)


class Links(HTMLParser):
    def handle_starttag(self, tag, attributes):
        print('start', tag, attributes)

    def handle_endtag(self, tag):
        print('end', tag)

    def handle_data(self, data):
        print('data', repr(data))

    def handle_comment(self, data):
        print('comment', data)


Links().feed('<p class="x">a &amp; b<br/><!-- c --><a href=\'u\'>l</a></p>')
message = EmailMessage()
message['Subject'], message['From'], message['To'] = 'Grüße', 'a@b.c', 'D E <d@e.f>'
message.set_content('héllo\n')
print(message.as_string(), message.get_content(), email.message_from_string('A: 1\nB: 2\n 3\n\nbody')['B'])
