"""Calls as gateways report them: every wire shape that is understood, read to the columns of the ledger.

``shapes`` says what one record of each gateway means, ``lines`` cuts a body into records at constant memory, ``parsing`` reads
them, and ``taking`` brings them to the ledger and tells what became of each. A record is recognised by its own fields and
never guessed at: what nobody knows is answered ``unknown_shape``.
"""
