"""Finding out which statement line belongs to which posting."""

from engine import Match, Matcher
from rules import RuleBook
