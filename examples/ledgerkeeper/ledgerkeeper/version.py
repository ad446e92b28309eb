# read by setup.py with execfile: no imports here, please
VERSION = '2.4.1'
VERSION_INFO = tuple(map(int, VERSION.split('.')))
