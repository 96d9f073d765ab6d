# logging: levels, hierarchy, formatters, handlers, filters, exceptions, configuration by dictionary.
import io, logging, logging.config, logging.handlers, sys

stream = io.StringIO()
logging.basicConfig(stream=stream, level=logging.INFO, format='%(levelname)s:%(name)s:%(message)s')
logging.debug('hidden')
logging.info('shown %d %s', 1, 'two')
logger = logging.getLogger('a.b')
logger.warning('with %(key)s', {'key': 'value'})
logger.setLevel('ERROR')
logger.info('hidden')
logging.getLogger('a.b.c').error('inherits %s', logging.getLogger('a.b.c').getEffectiveLevel())
try:
    1 / 0
except ZeroDivisionError:
    logger.exception('caught')
print(stream.getvalue().replace(__file__, 'FILE'))
print(logger, logger.parent, logger.isEnabledFor(30), logging.getLevelName(30), logging.getLevelName('INFO'), logging.getLevelName(33))


class Only(logging.Filter):
    def filter(self, record):
        record.extra = len(record.getMessage())
        return 'keep' in record.msg


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter('{levelname:>8}|{extra}|{message}|{funcName}|{lineno}', style='{'))
handler.addFilter(Only())
other = logging.getLogger('other')
other.propagate = False
other.addHandler(handler)


def inner():
    other.warning('keep this')
    other.warning('drop this')
    other.critical('keep %s', 'that', extra={'more': 1})


inner()
memory = logging.handlers.MemoryHandler(10, target=handler)
buffered = logging.getLogger('buffered')
buffered.propagate = False
buffered.addHandler(memory)
buffered.warning('keep in memory')
print('before the flush')
buffered.error('keep and flush')
adapter = logging.LoggerAdapter(other, {'user': 'x'})
adapter.warning('keep from adapter')
logging.addLevelName(35, 'NOTICE')
other.log(35, 'keep at a new level')
logging.config.dictConfig({
    'version': 1, 'disable_existing_loggers': False,
    'formatters': {'plain': {'format': '%(name)s - %(message)s'}},
    'handlers': {'console': {'class': 'logging.StreamHandler', 'formatter': 'plain', 'stream': 'ext://sys.stdout'}},
    'loggers': {'configured': {'handlers': ['console'], 'level': 'DEBUG', 'propagate': False}}})
logging.getLogger('configured').debug('from a dictionary')
logging.raiseExceptions = True
sys.stderr = sys.stdout
logging.getLogger('configured').info('too %s few %s', 1)
