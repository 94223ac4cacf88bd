"""The pages: server-rendered, Chinese first and English by ``?lang=en``, complete without JavaScript."""

from __future__ import annotations

from catalog.web.pages import attach, error_page

__all__ = ["attach", "error_page"]
