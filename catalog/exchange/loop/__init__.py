"""The demand list and the responsibility list in files: the workbooks to fill, exports, the issued list, the lists of a year.

How such files are read is beside the other registers (``exchange.registers``).
"""
