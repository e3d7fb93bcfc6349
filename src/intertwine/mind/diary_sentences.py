"""What is wrong with a diary from elsewhere, said to whoever brings it."""

from django.utils.translation import gettext, ngettext

from intertwine.mind.diary_asked import Unclear
from intertwine.mind.diary_table import Problem, Unusable, Wrong

SHOWN, LONGEST_QUOTE = 10, 80


def problems(refused: Unusable) -> list[str]:
    """The first ten, and how many more there are."""
    sentences = [problem(one) for one in refused.problems[:SHOWN]]
    more = len(refused.problems) - SHOWN
    if more > 0:
        said = ngettext("And one more like this.", "And %(num)d more like these.", more)
        sentences.append(said % {"num": more})
    return sentences


def problem(one: Problem) -> str:
    facts = {"line": one.line, "column": _shown(one.column), "found": _shown(one.found)}
    return _words(one.what) % facts


def unclear(said: Unclear) -> str:
    sentences = {
        "day": gettext("Please say which column holds the day."),
        "twice": gettext("Two columns are said to be the same, the second of them “%(column)s”. Choose one."),
        "nothing": gettext("Please say of at least one more column what it is: nothing would be brought in."),
        "ends": gettext("Please say between which two numbers “%(column)s” runs."),
        "months": gettext("Please say of each word which month it is."),
        "moods": gettext("Please say of each word how pleasant it is, from 0 to 10."),
    }
    return sentences[said.what] % {"column": _shown(said.column)}


def _words(what: Wrong) -> str:
    sentences = {
        Wrong.PACKED: gettext(
            "This is a backup, a spreadsheet or a PDF, and not yet a table as text. In Daylio, choose “Export Entries” "
            "and there CSV; in a spreadsheet, save a copy as CSV in UTF-8. Then choose that file."
        ),
        Wrong.NOT_TEXT: gettext(
            "Line %(line)s is not text in UTF-8. Save the file as CSV in UTF-8, then choose it again."
        ),
        Wrong.EMPTY: gettext("The file is empty. Choose another one."),
        Wrong.ONLY_A_HEADER: gettext(
            "The file has a first line with names, and nothing below it. Choose another one, or export it once more."
        ),
        Wrong.NO_SUCH_COLUMN: gettext("There is no column “%(column)s” in this file."),
        Wrong.COLUMN_TWICE: gettext(
            "Two columns are called “%(column)s”, so it is not clear which one is meant. Give one of them another name."
        ),
        Wrong.QUOTES: gettext(
            "Line %(line)s: a quotation mark is not closed, or closed too early. Within words it has to stand twice; a "
            "spreadsheet that opens the file and saves it as CSV puts that right."
        ),
        Wrong.COLUMNS: gettext(
            "There are %(found)s columns, more than one page can ask about. Open it in a spreadsheet, take out what "
            "you don't need here, save it as CSV and choose that file."
        ),
        Wrong.CELLS: gettext("Line %(line)s has %(found)s cells, which is not as many as the first line has."),
        Wrong.NOT_A_DAY: gettext(
            "Line %(line)s: “%(found)s” is not a date. Check day, month and year, and the order they come in."
        ),
        Wrong.TO_COME: gettext("Line %(line)s: “%(found)s” is still to come."),
        Wrong.TOO_LONG: gettext(
            "The days span %(found)s days, which is more than ten years. If one of the dates has a slip in it, mend "
            "that; if not, bring ten years at a time."
        ),
        Wrong.NOT_A_NUMBER: gettext("Line %(line)s, column “%(column)s”: “%(found)s” is not a number."),
        Wrong.OFF_THE_SCALE: gettext(
            "Line %(line)s, column “%(column)s”: %(found)s is not between the two numbers you gave."
        ),
        Wrong.UNKNOWN_WORD: gettext("Line %(line)s: nothing is said of “%(found)s” yet."),
        Wrong.LONG_NOTE: gettext("Line %(line)s: the notes of this day are longer than ten thousand characters."),
    }
    return sentences.get(what) or gettext("Line %(line)s, column “%(column)s”: this could not be read.")


def _shown(text: str) -> str:
    plain = "".join(character if character.isprintable() else "�" for character in text)
    return plain if len(plain) <= LONGEST_QUOTE else plain[:LONGEST_QUOTE] + "…"
