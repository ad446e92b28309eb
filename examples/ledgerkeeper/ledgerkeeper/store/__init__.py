"""What is kept for the auditors."""

from archive import Archive
from digest import file_digest, fingerprint
