"""Paper for people."""

from html import trial_page
from text import OpenItems, TextTable, summary
