"""Sharing: who applies for data, what the provider answers, and what is granted (共享申请, 答复, 授权; Decree 809, arts. 21-27).

Owns applications, replies, grants, correction requests and disputes. Their clocks are cases of ``calendars``; the entries they are
about belong to ``lists``, which hears from here when a demand's data can be called. Whether a call passes, ``metering`` decides.

Importing this room lets it be told of changed entries: a grant never disagrees with its entry.
"""

from __future__ import annotations

from catalog.lists import told
from catalog.sharing.following import follow

__all__ = ["follow"]

if follow not in told.FOLLOWERS:
    told.FOLLOWERS.append(follow)
