"""From a file and what its host says about it to days with names."""

from datetime import date, timedelta
from pathlib import Path

from intertwine.cli import diary_mapping, here, import_sentences
from intertwine.cli.diary_mapping import Mapping
from intertwine.cli.errors import Refused
from intertwine.cli.saying import say
from intertwine.mind.diary_file import Calendar, FileDiary, PersonDays, read_diary
from intertwine.mind.diary_table import Unusable

People = list[tuple[str, PersonDays]]


def mapping(file: Path | None, *, couple: str, day: str, person: str, items: list[str], only: list[str]) -> Mapping:
    if file is None:
        if couple:
            raise Refused(
                "--couple goes with a map that names the couple's column. Without one, say --only COLUMN=VALUE."
            )
        return diary_mapping.from_options(day=day, person=person, items=items, only=only)
    if day or person or items:
        raise Refused("The map says which columns there are: leave out --day, --person and --item.")
    return diary_mapping.from_file(file, couple=couple, only=only)


def read(file: Path, mapping: Mapping, names: list[str], *, first_day: date | None) -> People:
    """Whose days are whose, after saying how the file was understood. Raises `Refused` with all that is wrong."""
    if len(names) > 1 and not mapping.columns.person:
        raise Refused("Two people, and no column that says whose a line is. Name it: --person, or person in the map.")
    calendar = Calendar(here.today_here() - timedelta(days=1), here.latest_day(), first_day)
    try:
        diary = read_diary(file.read_bytes(), mapping.columns, people=len(names), calendar=calendar)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except Unusable as refused:
        sentences = [import_sentences.problem(problem, file=str(file)) for problem in refused.problems]
        raise Refused("\n".join(import_sentences.first_of(sentences))) from None
    named = _in_order(diary, mapping, names)
    say(import_sentences.understood(diary, mapping.columns, named))
    return list(zip(named, diary.people, strict=True))


def _in_order(diary: FileDiary, mapping: Mapping, names: list[str]) -> list[str]:
    """The names in the order of the people in the file."""
    persons = [one.person for one in diary.people]
    if not mapping.names:
        return names
    if set(mapping.names) != set(persons) or set(mapping.names.values()) != set(names):
        said = ", ".join(f"{person} is {name}" for person, name in mapping.names.items())
        raise Refused(
            f"The map says that {said}. The file has {', '.join(persons)}, and you named {', '.join(names)}: "
            "the three must fit together."
        )
    return [mapping.names[person] for person in persons]
