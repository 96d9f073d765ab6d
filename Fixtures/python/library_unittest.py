# unittest: assertions, their messages, fixtures, skips, subtests, expected failures, mocks; results as text.
import io, re, unittest
from unittest import mock


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = []

    def setUp(self):
        self.log.append(self._testMethodName)
        self.addCleanup(self.log.append, 'cleanup')

    def test_equal(self):
        self.assertEqual([1, 2, 3], [1, 2, 3])
        with self.assertRaises(ZeroDivisionError) as caught:
            1 / 0
        self.assertIn('division', str(caught.exception))
        with self.assertRaisesRegex(ValueError, 'invalid literal'):
            int('x')

    def test_unequal_lists(self):
        self.assertEqual([1, 2, 3, 4], [1, 2, 5, 4])

    def test_unequal_dicts(self):
        self.assertEqual({'a': 1, 'b': 2}, {'a': 1, 'b': 3}, 'with a message')

    def test_unequal_texts(self):
        self.assertEqual('one\ntwo\nthree', 'one\n2\nthree')

    def test_sub(self):
        for i in range(4):
            with self.subTest(i=i):
                self.assertEqual(i % 2, 0)

    @unittest.skip('not now')
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.fail()

    @unittest.expectedFailure
    def test_unexpected(self):
        pass

    def test_error(self):
        raise KeyError('missing')

    def test_almost(self):
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertCountEqual([3, 1, 2], [1, 2, 3])
        self.assertNotAlmostEqual(1, 1.1)
        with self.assertLogs('x', 'INFO') as logs:
            import logging
            logging.getLogger('x').info('hello')
        self.assertEqual(logs.output, ['INFO:x:hello'])
        self.assertAlmostEqual(1, 2, places=1)

    def test_mock(self):
        thing = mock.Mock(return_value=3, side_effect=None)
        thing.method.side_effect = [1, ValueError('second')]
        self.assertEqual((thing(1, a=2), thing.method()), (3, 1))
        with self.assertRaises(ValueError):
            thing.method()
        thing.assert_called_once_with(1, a=2)
        with mock.patch('os.getcwd', return_value='/nowhere'):
            import os
            self.assertEqual(os.getcwd(), '/nowhere')
        magic = mock.MagicMock()
        magic.__len__.return_value = 5
        self.assertEqual(len(magic), 5)
        self.assertEqual(thing.mock_calls, [mock.call(1, a=2), mock.call.method(), mock.call.method()])
        thing.assert_called_with(2)


stream = io.StringIO()
result = unittest.TextTestRunner(stream, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Examples))
text = re.sub(r'in \d+\.\d+s', 'in TIME', stream.getvalue())
print(re.sub(r'File ".*?/([^/]*)"', r'File "\1"', text))
print(result, len(Examples.log))
