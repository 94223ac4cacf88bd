"""The three-list catalog service of the cloud-chief system (云长制三清单目录服务)."""

__version__ = "0.1.0"
