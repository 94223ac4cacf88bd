"""Sharing: who applies for data, what the provider answers, and what is granted (共享申请, 答复, 授权; Decree 809, arts. 21-27).

Owns applications, replies, grants, correction requests and disputes. Their clocks are cases of ``calendars``; the entries they are
about belong to ``lists``, which hears from here when a demand's data can be called. Whether a call passes, ``metering`` decides.
"""
