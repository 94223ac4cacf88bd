"""Metering: which calls are permitted, which were made, and how much was used (调用, 用量, 配额).

Owns gateways, decisions, quotas and the ledger of calls. What a call may rest on is a grant of ``sharing``.
"""
